"""The folder of the process at the other end of a connection, here of the tests themselves."""

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from localcloud.aws import program_folder as module
from localcloud.aws.errors import StandInError
from localcloud.aws.program_folder import program_folder

Ports = tuple[int, int]


@pytest.fixture
def ports() -> Iterator[Ports]:
    """A connection of this process to itself: the caller's port and the server's."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as caller,
    ):
        yield caller.getsockname()[1], server.getsockname()[1]


@pytest.fixture(
    params=[
        "proc",
        pytest.param(
            "lsof", marks=pytest.mark.skipif(not shutil.which("lsof"), reason="there is no lsof")
        ),
    ]
)
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look through /proc, or as where there is none."""
    if request.param == "lsof":
        monkeypatch.setattr(module, "_PROC", Path("/nowhere"))
    elif not Path("/proc/self").exists():
        pytest.skip("there is no /proc")


@pytest.mark.usefixtures("_way")
def test_it_is_where_the_caller_works(
    ports: Ports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert program_folder(*ports) == tmp_path


def test_a_caller_below_its_project_means_the_project(
    ports: Ports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: any")
    below = tmp_path / "docs" / "adr"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert program_folder(*ports) == tmp_path


@pytest.mark.usefixtures("_way")
def test_a_connection_that_is_gone_is_told_with_a_way_out(ports: Ports) -> None:
    _, server = ports
    with pytest.raises(StandInError, match="absolute path"):
        program_folder(server, 1)
