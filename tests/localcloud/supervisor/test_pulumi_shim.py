"""The shim gives the engine a composed stack file, and keeps the tracked one as it is."""

import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from berthcare.names import PROJECT
from localcloud.supervisor import stack_file
from localcloud.supervisor.directory import CloudDirectory

_TRACKED = "encryptedkey: of-the-real-target\nconfig:\n  demo:colour: green\n"
_EMBEDDED = "secretsprovider: awskms://embedded\nencryptedkey: embedded\n"


class _Gateway(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/_gateway/health" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep test output free of access lines."""


@pytest.fixture
def gateway() -> Iterator[str]:
    """A server that answers as the gateway's health path does."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Gateway) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def program(tmp_path: Path) -> Path:
    folder = tmp_path / "program"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: demo\nruntime: python\n")
    (folder / "Pulumi.staging.yaml").write_text(_TRACKED)
    return folder


@pytest.fixture
def environ(directory: CloudDirectory, gateway: str, tmp_path: Path) -> dict[str, str]:
    """The overlay, with an engine that says its arguments and its stack file."""
    directory.create()
    (directory.stacks / "Pulumi.yaml").write_text("name: demo\n")
    (directory.stacks / "Pulumi.staging.yaml").write_text(_EMBEDDED)
    engine = tmp_path / "engine" / "pulumi"
    engine.parent.mkdir()
    engine.write_text(
        '#!/bin/sh\ncase "$*" in *--show-name*) echo staging; exit;; esac\n'
        'echo "$@"; echo "file=$PULUMI_OPTION_CONFIG_FILE"\n'
    )
    engine.chmod(0o755)
    return {
        "PATH": f"{engine.parent}:{os.environ['PATH']}",
        "AWS_ENDPOINT_URL": gateway,
        "LOCALCLOUD_DIRECTORY": str(directory.root),
    }


def _pulumi(
    folder: Path, environ: dict[str, str], *arguments: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "localcloud.pulumi_shim", *arguments],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_engine_gets_the_tracked_configuration_with_the_embedded_key(
    program: Path, environ: dict[str, str], directory: CloudDirectory
) -> None:
    ran = _pulumi(program, environ, "preview", "--stack", "staging", "--diff")
    composed = directory.composed / "Pulumi.staging.yaml"
    assert ran.stdout == f"preview --stack staging --diff\nfile={composed}\n"
    assert stack_file.read(composed) == {
        "secretsprovider": "awskms://embedded",
        "encryptedkey": "embedded",
        "config": {"demo:colour": "green"},
    }
    assert (program / "Pulumi.staging.yaml").read_text() == _TRACKED


def test_without_a_stack_option_the_selected_stack_is_meant(
    program: Path, environ: dict[str, str], directory: CloudDirectory
) -> None:
    ran = _pulumi(program, environ, "preview")
    assert f"file={directory.composed / 'Pulumi.staging.yaml'}" in ran.stdout


def test_another_program_is_left_to_the_engine(
    tmp_path: Path, environ: dict[str, str], program: Path
) -> None:
    (program / "Pulumi.yaml").write_text("name: another\nruntime: python\n")
    assert _pulumi(program, environ, "up", "-s", "staging").stdout == "up -s staging\nfile=\n"


@pytest.mark.parametrize(
    "command", ["up --stack account --config-file elsewhere.yaml", "stack init account", "whoami"]
)
def test_the_bootstrap_s_project_is_left_to_the_engine_on_a_bare_cloud(
    command: str, program: Path, environ: dict[str, str], directory: CloudDirectory
) -> None:
    (directory.stacks / "Pulumi.yaml").unlink()
    (program / "Pulumi.yaml").write_text("name: berthcare-bootstrap\nruntime: python\n")
    ran = _pulumi(program, environ, *command.split())
    assert ran.stdout == f"{command}\nfile=\n"


def test_a_shell_of_a_bare_cloud_has_no_backend_for_this_program(
    program: Path, environ: dict[str, str]
) -> None:
    (program / "Pulumi.yaml").write_text(f"name: {PROJECT}\nruntime: python\n")
    bare = _pulumi(program, environ, "preview")
    chosen = _pulumi(program, {**environ, "PULUMI_BACKEND_URL": "file:///elsewhere"}, "preview")
    assert (bare.returncode, bare.stdout) == (1, "")
    assert "bare embedded cloud" in bare.stderr
    assert "berthcare bootstrap" in bare.stderr
    assert chosen.stdout.startswith("preview\n")


def test_a_stack_that_the_cloud_did_not_make_is_left_to_the_engine(
    program: Path, environ: dict[str, str]
) -> None:
    assert _pulumi(program, environ, "up", "-s", "dev").stdout == "up -s dev\nfile=\n"


@pytest.mark.parametrize("command", ["config set demo:size 3", "config rm demo:colour"])
def test_configuring_writes_a_copy_and_keeps_what_changed(
    command: str, program: Path, environ: dict[str, str], directory: CloudDirectory, tmp_path: Path
) -> None:
    engine = tmp_path / "engine" / "pulumi"
    engine.write_text(
        '#!/bin/sh\nprintf "config: {demo:size: 3}\\n" >"$PULUMI_OPTION_CONFIG_FILE"\n'
    )

    ran = _pulumi(program, environ, *command.split(), "--stack", "staging")

    assert (ran.returncode, ran.stderr) == (0, "")
    kept = stack_file.read(directory.stacks / "Pulumi.staging.configuration.yaml")
    assert kept == {"config": {"demo:colour": None, "demo:size": 3}}
    assert (program / "Pulumi.staging.yaml").read_text() == _TRACKED


@pytest.mark.parametrize(
    "command",
    [
        "config --config-file Pulumi.staging.yaml set demo:size 3",
        "up --config-file=Pulumi.staging.yaml",
    ],
)
def test_another_stack_file_is_refused(
    command: str, program: Path, environ: dict[str, str]
) -> None:
    ran = _pulumi(program, environ, *command.split(), "--stack", "staging")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "leads round the stack file" in ran.stderr


def test_a_value_for_one_deployment_holds_for_it_and_that_is_told(
    program: Path, environ: dict[str, str], directory: CloudDirectory
) -> None:
    ran = _pulumi(program, environ, "up", "-c", "demo:size=3", "--stack", "staging")

    assert ran.stdout.startswith("up -c demo:size=3 --stack staging\n")
    assert "`-c` holds for this one command" in ran.stderr
    assert "pulumi config set KEY VALUE --stack staging" in ran.stderr
    assert not (directory.stacks / "Pulumi.staging.configuration.yaml").exists()


def test_what_was_configured_is_given_to_the_engine(
    program: Path, environ: dict[str, str], directory: CloudDirectory
) -> None:
    kept = directory.stacks / "Pulumi.staging.configuration.yaml"
    kept.write_text("config:\n  demo:token: {secure: of-the-embedded-key}\n")

    _pulumi(program, environ, "up", "--stack", "staging")

    composed = stack_file.read(directory.composed / "Pulumi.staging.yaml")
    assert composed["config"] == {
        "demo:colour": "green",
        "demo:token": {"secure": "of-the-embedded-key"},
    }


def test_a_stack_that_the_cloud_did_not_make_is_configured_in_its_own_file(
    program: Path, environ: dict[str, str]
) -> None:
    ran = _pulumi(program, environ, "config", "set", "x", "1", "-s", "dev")
    assert ran.stdout == "config set x 1 -s dev\nfile=\n"


@pytest.mark.parametrize(
    "command",
    [
        "config rm-all x",
        "config cp --dest production",
        "config env add x",
        "stack rm staging",
        "stack rename other",
        "stack change-secrets-provider default",
        "destroy --yes --remove",
    ],
)
def test_a_command_that_writes_the_tracked_file_is_refused_with_the_remedy(
    command: str, program: Path, environ: dict[str, str]
) -> None:
    ran = _pulumi(program, environ, *command.split())
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "writes the tracked stack file" in ran.stderr
    assert "edit Pulumi.<stack>.yaml yourself" in ran.stderr


def test_a_stack_file_that_does_not_parse_is_refused_without_a_traceback(
    program: Path, environ: dict[str, str]
) -> None:
    (program / "Pulumi.staging.yaml").write_text("config:\n  a: [1\n  b: 2\n")
    ran = _pulumi(program, environ, "preview")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("error: Pulumi.staging.yaml, line 3, is no valid YAML.")
    assert len(ran.stderr.splitlines()) == 1


def test_a_tracked_stack_file_that_is_missing_is_refused(
    program: Path, environ: dict[str, str]
) -> None:
    (program / "Pulumi.staging.yaml").unlink()
    ran = _pulumi(program, environ, "preview")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == (
        "error: Pulumi.staging.yaml is missing. Type: git checkout -- Pulumi.staging.yaml\n"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["staging"],
        ["organization/demo/staging", "--secrets-provider", "passphrase"],
        ["--stack", "staging"],
        ["staging", "--copy-config-from", "production"],
        ["--teams", "nurses", "staging"],
    ],
)
def test_a_stack_that_the_cloud_made_is_not_made_again(
    arguments: list[str], program: Path, environ: dict[str, str]
) -> None:
    ran = _pulumi(program, environ, "stack", "init", *arguments)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "The stack `staging` exists already" in ran.stderr
    assert "pulumi stack select staging" in ran.stderr


def test_a_new_stack_is_left_to_the_engine(program: Path, environ: dict[str, str]) -> None:
    assert _pulumi(program, environ, "stack", "init", "dev").stdout.startswith("stack init dev\n")


def test_without_a_running_cloud_it_says_so_and_what_to_type(
    program: Path, environ: dict[str, str]
) -> None:
    ran = _pulumi(program, {**environ, "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, "preview")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "The embedded cloud is not running" in ran.stderr
    assert "make up" in ran.stderr


@pytest.mark.parametrize("arguments", [["version"], ["up", "--help"], []])
def test_what_needs_no_cloud_works_without_one(
    arguments: list[str], program: Path, environ: dict[str, str]
) -> None:
    ran = _pulumi(program, {**environ, "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, *arguments)
    assert ran.returncode == 0
