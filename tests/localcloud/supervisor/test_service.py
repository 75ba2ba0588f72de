"""A fingerprint covers all that makes a running process the wanted one."""

from dataclasses import replace
from pathlib import Path

from localcloud.supervisor.service import Service


def _service(folder: Path) -> Service:
    return Service("a", 1, ("run",), {"X": "1"}, None, sources=(folder,))


def test_the_same_service_has_the_same_fingerprint(tmp_path: Path) -> None:
    assert _service(tmp_path).fingerprint() == _service(tmp_path).fingerprint()


def test_the_shell_that_a_service_is_started_from_does_not_change_its_fingerprint(
    tmp_path: Path,
) -> None:
    service = _service(tmp_path)
    for name in ("PATH", "LANG", "LC_ALL", "TZ"):
        elsewhere = replace(service, environment={**service.environment, name: "other"})
        assert elsewhere.fingerprint() == service.fingerprint()


def test_another_argument_variable_or_line_of_code_changes_the_fingerprint(
    tmp_path: Path,
) -> None:
    service = _service(tmp_path)
    seen = {service.fingerprint()}
    seen.add(replace(service, command=("run", "more")).fingerprint())
    seen.add(replace(service, environment={"X": "2"}).fingerprint())
    (tmp_path / "code.py").write_text("pass")
    seen.add(service.fingerprint())
    assert len(seen) == 4


def test_the_environment_is_not_shown(tmp_path: Path) -> None:
    service = replace(_service(tmp_path), environment={"TOKEN": "not to be shown"})
    assert "not to be shown" not in repr(service)
