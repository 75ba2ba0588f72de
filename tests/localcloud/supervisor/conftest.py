"""A fleet of small fake servers, and clouds that are stopped when their test ends."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from localcloud.supervisor.directory import CloudDirectory
from localcloud.supervisor.service import Service
from localcloud.supervisor.supervisor import Supervisor

_FAKE_SERVER = Path(__file__).parent / "fake_server.py"


@dataclass(frozen=True)
class FakeFleet:
    """Two fake servers: `follower` remembers things of `leader`."""

    modes: Mapping[str, str] = field(default_factory=dict)
    setting: str = "first"
    names: tuple[str, ...] = ("leader", "follower")

    def services(self, ports: Mapping[str, int]) -> tuple[Service, ...]:
        return tuple(
            Service(
                name=name,
                port=ports[name],
                command=(
                    sys.executable,
                    str(_FAKE_SERVER),
                    *("--port", str(ports[name])),
                    *("--mode", self.modes.get(name, "serve")),
                ),
                environment={"PATH": os.environ["PATH"], "SETTING": self.setting},
                health_path="/health",
                follows=frozenset({"leader"} - {name}),
                loss="everything it knew" if name == "leader" else "",
            )
            for name in self.names
        )


@pytest.fixture
def directory(tmp_path: Path) -> CloudDirectory:
    return CloudDirectory(tmp_path / "cloud")


@pytest.fixture
def fake_fleet() -> type[FakeFleet]:
    return FakeFleet


@pytest.fixture
def supervise(directory: CloudDirectory) -> Iterator[Callable[..., Supervisor]]:
    """Make supervisors of the one directory; whatever runs at the end is stopped."""

    def make(*, health_seconds: float = 20.0, **fleet: object) -> Supervisor:
        return Supervisor(directory, FakeFleet(**fleet), health_seconds)  # type: ignore[arg-type]  # options of the test

    yield make
    make().stop()
