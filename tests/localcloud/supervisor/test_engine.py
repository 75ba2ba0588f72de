"""Where the engine is looked for, and what is said when there is none."""

import sys
from pathlib import Path

import pytest

from localcloud.engine import (
    DIRECTORY_VARIABLE,
    NO_INSTALL_VARIABLE,
    SHIM_MARK,
    Engine,
    EngineNotFoundError,
    engine_on_path,
    find_engine,
)

_OFFLINE = {NO_INSTALL_VARIABLE: "1"}


def _engine(folder: Path, *, script: str = "echo v3.1.4", language_host: bool = True) -> Path:
    """Make a stand-in for an engine: a script that says its version."""
    folder.mkdir(parents=True)
    program = folder / "pulumi"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    if language_host:
        (folder / "pulumi-language-python").touch()
    return program


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return tmp_path / "checkout"


def test_the_named_folder_comes_before_the_path(repository: Path, tmp_path: Path) -> None:
    named = _engine(tmp_path / "named")
    on_path = _engine(tmp_path / "on-path")
    environ = {DIRECTORY_VARIABLE: str(named.parent), "PATH": str(on_path.parent)}
    found = find_engine(repository, environ)
    assert found == Engine(named, "3.1.4", f"${DIRECTORY_VARIABLE}")


def test_the_path_comes_before_the_tool_folder(repository: Path, tmp_path: Path) -> None:
    on_path = _engine(tmp_path / "on-path")
    _engine(tmp_path / "shared" / "pulumi" / "bin")
    assert find_engine(repository, {"PATH": str(on_path.parent)}).path == on_path


def test_the_tool_folder_beside_the_checkout_is_found(repository: Path, tmp_path: Path) -> None:
    beside = _engine(tmp_path / "shared" / "pulumi" / "bin")
    found = find_engine(repository, _OFFLINE)
    assert (found.path, found.source) == (beside, "../shared/pulumi/bin")


def test_an_engine_that_was_installed_before_is_found(repository: Path) -> None:
    installed = _engine(repository / ".cache" / "pulumi" / "bin")
    assert find_engine(repository, _OFFLINE).path == installed


def test_asking_an_engine_its_version_leaves_the_home_of_a_person_alone(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("PULUMI_HOME", str(home))
    script = 'mkdir -p "$PULUMI_HOME/logs" && echo "v$PULUMI_HOME"'
    on_path = _engine(tmp_path / "on-path", script=script)
    scratch = Path(find_engine(repository, {"PATH": str(on_path.parent)}).version)
    assert not home.exists()
    assert not scratch.exists()


def test_our_own_shim_on_the_path_is_no_engine(repository: Path, tmp_path: Path) -> None:
    shim = _engine(tmp_path / "shim", script=f"exec python -m {SHIM_MARK}")
    engine = _engine(tmp_path / "engine")
    search_path = {"PATH": f"{shim.parent}:{engine.parent}"}
    assert find_engine(repository, search_path).path == engine
    assert engine_on_path(search_path) == engine


def test_an_engine_for_another_platform_is_passed_over(repository: Path, tmp_path: Path) -> None:
    foreign = _engine(tmp_path / "foreign")
    foreign.write_bytes(b"\x7fELF of another machine")
    beside = _engine(tmp_path / "shared" / "pulumi" / "bin")
    assert find_engine(repository, {"PATH": str(foreign.parent)}).path == beside


def test_an_engine_without_its_python_host_is_passed_over(repository: Path, tmp_path: Path) -> None:
    half = _engine(tmp_path / "half", language_host=False)
    with pytest.raises(EngineNotFoundError, match="`pulumi-language-python` is missing"):
        find_engine(repository, {**_OFFLINE, "PATH": str(half.parent)})


def test_without_any_engine_one_paragraph_says_all_that_was_tried(repository: Path) -> None:
    with pytest.raises(EngineNotFoundError) as missing:
        find_engine(repository, {**_OFFLINE, DIRECTORY_VARIABLE: "/nowhere"})
    text = str(missing.value)
    assert "\n" not in text
    for place in (f"${DIRECTORY_VARIABLE}", "PATH", "../shared/pulumi/bin", NO_INSTALL_VARIABLE):
        assert place in text
    assert "Put the folder that holds `pulumi` on PATH" in text


def test_a_path_without_an_engine_is_said_by_the_shim_too() -> None:
    with pytest.raises(EngineNotFoundError, match="No Pulumi engine is on PATH"):
        engine_on_path({"PATH": str(Path(sys.executable).parent)})


def test_a_machine_without_internet_learns_it_from_the_installer(repository: Path) -> None:
    # A proxy on a port of loopback where nothing listens: no byte leaves the machine.
    environ = {"https_proxy": "http://127.0.0.1:9", "PATH": "/usr/bin:/bin"}
    with pytest.raises(EngineNotFoundError, match=r"the official installer .*refused"):
        find_engine(repository, environ)
