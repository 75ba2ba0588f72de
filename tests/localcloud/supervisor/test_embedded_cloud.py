"""The real cloud and the real engine, on a small program of their own."""

import contextlib
import io
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from localcloud.engine import Engine
from localcloud.supervisor.cloud import Cloud, RunningCloud
from localcloud.supervisor.console import Console
from localcloud.supervisor.deployment import Deployment
from localcloud.supervisor.directory import CloudDirectory
from localcloud.supervisor.recovery import Recovery

pytestmark = [pytest.mark.cloud, pytest.mark.engine]

# A data key and a ciphertext as a real target has them: nobody can decrypt them here.
_TRACKED = """\
secretsprovider: awskms://alias/of-the-real-target?region=ca-central-1
encryptedkey: AAAA
config:
  small:colour: {colour}
  small:password:
    secure: AAAA
"""
_PROGRAM = """\
import pathlib
import time

import pulumi
from pulumi.dynamic import CreateResult, Resource, ResourceProvider


class Provider(ResourceProvider):
    def create(self, props):
        while pathlib.Path("hang").exists():
            pathlib.Path("hangs").touch()
            time.sleep(0.05)
        return CreateResult("id", props)


class Paint(Resource):
    def __init__(self, colour):
        super().__init__(Provider(), f"paint-{colour}", {"colour": colour})


while pathlib.Path("hang-early").exists():
    pathlib.Path("hangs-early").touch()
    time.sleep(0.05)
Paint(pulumi.Config().require("colour"))
pulumi.export("hidden", pulumi.Output.secret("a secret of this stack"))
"""


@dataclass(frozen=True)
class Small:
    """A small program, deployed on a cloud of its own."""

    cloud: Cloud
    running: RunningCloud
    engine: Engine
    folder: Path

    def up(self) -> str:
        """Start again, deploy, and return what a person was told."""
        said = io.StringIO()
        console = Console(said)
        cloud = Cloud(self.cloud.directory, console, self.folder)
        running = cloud.start(self.engine, {})
        running = Recovery(cloud, self.engine, {}).recover(running, "staging")
        Deployment(running, self.shim, self.folder, console).up("staging")
        return said.getvalue()

    @property
    def shim(self) -> Path:
        return self.cloud.directory.bin / "pulumi"

    def paint(self, colour: str) -> None:
        """Change the tracked configuration."""
        for stack in ("staging", "production"):
            text = _TRACKED.format(colour=colour)
            (self.folder / f"Pulumi.{stack}.yaml").write_text(text)

    def shell(self, command: str) -> "subprocess.CompletedProcess[str]":
        """Run a command in a shell that sourced the env file."""
        return subprocess.run(
            ["/bin/sh", "-c", f". {self.cloud.directory.env_file} && {command}"],
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def small(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    folder = tmp_path_factory.mktemp("small")
    (folder / "Pulumi.yaml").write_text(
        "name: small\nruntime:\n  name: python\n"
        f"  options:\n    toolchain: pip\n    virtualenv: {sys.prefix}\n"
    )
    (folder / "__main__.py").write_text(_PROGRAM)
    directory = CloudDirectory(tmp_path_factory.mktemp("cloud") / "localcloud")
    cloud = Cloud(directory, Console(io.StringIO()), folder)
    try:
        small = Small(cloud, cloud.start(engine, {}), engine, folder)
        small.paint("green")
        small.up()
        yield small
    finally:
        cloud.stop()
        assert not directory.root.exists()


@pytest.fixture(scope="module")
def production_preview(small: Small) -> "subprocess.CompletedProcess[str]":
    """A preview of production, typed in a shell that sourced the env file."""
    return small.shell("pulumi preview --stack production --color never")


def test_deploying_again_says_unchanged(small: Small) -> None:
    again = small.up()
    assert "ok    embedded cloud: unchanged" in again
    assert "ok    pulumi up --stack staging: unchanged (2 resources)" in again


def test_the_tracked_stack_files_stay_as_they_are(
    small: Small, production_preview: "subprocess.CompletedProcess[str]"
) -> None:
    assert production_preview.returncode == 0
    for stack in ("staging", "production"):
        tracked = (small.folder / f"Pulumi.{stack}.yaml").read_text()
        assert tracked.replace("blue", "green") == _TRACKED.format(colour="green")


def test_plain_pulumi_previews_production_in_a_shell_that_sourced_the_env_file(
    production_preview: "subprocess.CompletedProcess[str]",
) -> None:
    assert production_preview.returncode == 0, production_preview.stdout + production_preview.stderr
    assert "Previewing update (production)" in production_preview.stdout


def test_without_a_stack_option_staging_is_selected(small: Small) -> None:
    assert small.shell("pulumi stack --show-name").stdout.strip() == "staging"


def test_the_verification_can_be_typed_in_a_shell_that_sourced_the_env_file(small: Small) -> None:
    found = small.shell("command -v berthcare && berthcare verify --help")
    assert found.returncode == 0, found.stderr
    assert found.stdout.startswith(f"{small.cloud.directory.bin}/berthcare\n")


def test_a_stack_that_is_selected_is_used(small: Small) -> None:
    chosen = small.shell(
        "pulumi stack select production && pulumi preview; pulumi stack select staging"
    )
    assert "Previewing update (production)" in chosen.stdout


def test_the_policy_pack_is_enforced_without_a_flag(
    production_preview: "subprocess.CompletedProcess[str]",
) -> None:
    assert "Policies:" in production_preview.stdout


def test_stack_secrets_are_encrypted_by_the_embedded_key(small: Small) -> None:
    exported = small.shell("pulumi stack export --stack staging").stdout
    assert "a secret of this stack" not in exported
    assert '"type": "cloud"' in exported
    shown = small.shell("pulumi stack output hidden --show-secrets --stack staging")
    assert shown.stdout.strip() == "a secret of this stack"


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="sockets are read from /proc")
def test_every_process_listens_on_loopback_only(small: Small) -> None:
    # 127.0.0.1, and the same in an IPv6 socket, as proc(5) writes them (little-endian words).
    loopback = {"0100007F", "0000000000000000FFFF00000100007F"}
    listening = dict(_listeners())
    records = [line.record for line in small.cloud.supervisor().status()]
    for record in records:
        assert record is not None
        held = [listening[inode] for inode in _sockets(record.pid) if inode in listening]
        assert held, f"{record.name} listens nowhere"
        assert set(held) <= loopback, f"{record.name} listens beyond loopback"


def _listeners() -> Iterator[tuple[str, str]]:
    """Yield inode and local address of every listening TCP socket (proc(5), state 0A)."""
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for row in Path(table).read_text().splitlines()[1:]:
            fields = row.split()
            if fields[3] == "0A":
                yield fields[9], fields[1].partition(":")[0]


def _sockets(pid: int) -> Iterator[str]:
    """Yield the inode of every socket that a process holds."""
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        target = str(descriptor.readlink())
        if target.startswith("socket:["):
            yield target.removeprefix("socket:[").removesuffix("]")


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed here")
def test_any_http_client_reaches_the_embedded_twilio(small: Small) -> None:
    answer = small.shell(
        'curl -sS -u "$TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN" '
        '"$TWILIO_BASE_URL/2010-04-01/Accounts/$TWILIO_ACCOUNT_SID.json"'
    )
    assert '"status": "active"' in answer.stdout.replace('":"', '": "'), answer.stderr


def test_boto3_reaches_the_embedded_aws(small: Small) -> None:
    answer = small.shell(
        f"{sys.executable} -c "
        '\'import boto3; print(boto3.client("sts").get_caller_identity()["Arn"])\''
    )
    assert "berthcare-deployer" in answer.stdout, answer.stderr


def _killed_run(small: Small, variable: str, marker: str) -> int:
    """Kill an engine run, and all that it started, once it comes to the marker; return its pid."""
    (small.folder / variable).touch()
    with subprocess.Popen(
        [small.shim, "up", "--yes", "--skip-preview", "--stack", "staging", "--non-interactive"],
        cwd=small.folder,
        env=small.running.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as run:
        deadline = time.monotonic() + 60
        while not (small.folder / marker).exists():
            assert time.monotonic() < deadline, "the program never came to its marker"
            time.sleep(0.05)
        for pid in [run.pid, *_descendants(run.pid)]:
            with contextlib.suppress(ProcessLookupError):  # it may end with its parent
                os.kill(pid, signal.SIGKILL)
    (small.folder / variable).unlink()
    (small.folder / marker).unlink()
    return run.pid


def _descendants(pid: int) -> list[int]:
    """Return what a process started: the engine puts its language host into another group."""
    table = subprocess.run(
        ["/bin/ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True
    )
    rows = [tuple(map(int, row.split())) for row in table.stdout.splitlines()]
    found = [pid]
    for parent in found:
        found += [child for child, its_parent in rows if its_parent == parent]
    return found[1:]


def test_the_lock_of_a_run_that_was_killed_is_removed(small: Small) -> None:
    pid = _killed_run(small, "hang-early", "hangs-early")
    said = small.up()
    assert f"a run that was killed (pid {pid}) had left `staging` locked: lock removed." in said
    assert "unchanged (2 resources)" in said


def test_a_run_that_was_killed_while_it_created_something_is_deployed_anew(small: Small) -> None:
    small.paint("blue")
    _killed_run(small, "hang", "hangs")
    said = small.up()
    assert "a run was killed while it created paint-blue: whether they exist is unknown." in said
    assert "create 2" in said


def test_a_cloud_whose_aws_died_is_deployed_again(small: Small) -> None:
    died = small.cloud.supervisor().status()[0].record
    assert died is not None
    os.kill(died.pid, signal.SIGKILL)
    while died.runs:
        time.sleep(0.01)
    said = small.up()
    assert f"ministack (pid {died.pid}) had died: replaced. Gone with it:" in said
    assert "ok    pulumi up --stack staging: create 2" in said
