"""The env file leads any shell to the cloud; the same overlay serves child processes."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from berthcare.account_names import AccountNames
from localcloud.supervisor.credentials import Credentials, load_or_create
from localcloud.supervisor.directory import CloudDirectory, write_private
from localcloud.supervisor.fleet import AWS_PROVIDER, GATEWAY, RECEIVER, TWILIO
from localcloud.supervisor.overlay import UNSET, Overlay, overlay_of

_PORTS = {GATEWAY: 5001, TWILIO: 5002, RECEIVER: 5003, AWS_PROVIDER: 5004}
_ELSEWHERE = {
    "PATH": os.environ["PATH"],
    "AWS_PROFILE": "work",
    "AWS_SESSION_TOKEN": "t",
    "AWS_ENDPOINT_URL": "https://example.invalid",
    "AWS_ENDPOINT_URL_S3": "https://s3.example.invalid",
    "AWS_ENDPOINT_URL_SECRETS_MANAGER": "https://sm.example.invalid",
    "AWS_CA_BUNDLE": "/etc/ca.pem",
    "PULUMI_STACK": "production",
    "NO_PROXY": "intranet.invalid",
}


@pytest.fixture
def credentials(directory: CloudDirectory) -> Credentials:
    directory.create()
    return load_or_create(directory)


@pytest.fixture
def overlay(directory: CloudDirectory, credentials: Credentials, tmp_path: Path) -> Overlay:
    engine = tmp_path / "an engine's folder"
    return overlay_of(directory, _PORTS, credentials, engine)


def _sourced(shell: str, file: Path, *, times: int = 1) -> dict[str, str]:
    """Return a shell's variables after sourcing the file."""
    source = f". {subprocess.list2cmdline([str(file)])}; " * times
    answer = subprocess.run(
        [shell, "-euc", f"{source} env -0"], env=_ELSEWHERE, capture_output=True, check=True
    )
    entries = answer.stdout.decode().split("\0")
    return dict(entry.split("=", 1) for entry in entries if "=" in entry)


@pytest.fixture(params=["sh", "bash", "zsh"])
def shell(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed here")
    return name


@pytest.fixture
def env_file(overlay: Overlay, directory: CloudDirectory) -> Path:
    write_private(directory.env_file, overlay.shell())
    return directory.env_file


def test_a_shell_and_a_child_process_get_the_same_variables(
    shell: str, env_file: Path, overlay: Overlay
) -> None:
    made_by_shells = {"_", "PWD", "SHLVL", "OLDPWD", "FUNCNEST"}
    sourced = _sourced(shell, env_file)
    wanted = overlay.environment(_ELSEWHERE)
    assert {k: v for k, v in sourced.items() if k not in made_by_shells} == wanted


def test_sourcing_twice_changes_nothing_more(shell: str, env_file: Path) -> None:
    twice = _sourced(shell, env_file, times=2)
    once = _sourced(shell, env_file)
    assert (twice["PATH"], twice["NO_PROXY"]) == (once["PATH"], once["NO_PROXY"])


def test_what_would_lead_elsewhere_is_unset(overlay: Overlay) -> None:
    environment = overlay.environment(_ELSEWHERE | dict.fromkeys(UNSET, "elsewhere"))
    assert not [name for name in environment if name.startswith("AWS_ENDPOINT_URL_")]
    assert not set(UNSET) & set(environment)


def test_the_certificate_bundle_of_the_machine_is_left_alone(overlay: Overlay) -> None:
    assert overlay.environment(_ELSEWHERE)["AWS_CA_BUNDLE"] == "/etc/ca.pem"


def test_every_endpoint_is_on_loopback(overlay: Overlay) -> None:
    environment = overlay.environment(_ELSEWHERE)
    assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:5001"
    assert environment["TWILIO_BASE_URL"] == "http://127.0.0.1:5002"
    assert environment["BERTHCARE_WEBHOOK_RECEIVER"] == "http://127.0.0.1:5003"
    assert environment["PULUMI_DEBUG_PROVIDERS"] == "aws:5004"
    assert environment["NO_PROXY"] == "intranet.invalid,127.0.0.1,localhost"


def test_the_shim_comes_first_on_the_path_and_the_engine_next(
    overlay: Overlay, directory: CloudDirectory, tmp_path: Path
) -> None:
    folders = overlay.environment(_ELSEWHERE)["PATH"].split(os.pathsep)
    assert folders[:2] == [str(directory.bin), str(tmp_path / "an engine's folder")]


def test_no_file_of_a_persons_aws_configuration_is_read(overlay: Overlay) -> None:
    environment = overlay.environment(_ELSEWHERE)
    assert environment["AWS_CONFIG_FILE"] == os.devnull
    assert environment["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull


def test_an_ordinary_shell_is_the_deployer_s_and_has_the_state_store_of_the_account(
    overlay: Overlay, credentials: Credentials
) -> None:
    environment = overlay.environment(_ELSEWHERE)
    assert environment["AWS_ACCESS_KEY_ID"] == credentials.deployer.access_key_id
    assert environment["AWS_SECRET_ACCESS_KEY"] == credentials.deployer.secret_access_key
    assert environment["PULUMI_BACKEND_URL"] == AccountNames("0" * 12).backend_url


def test_a_bare_cloud_s_shell_is_the_administrator_s_and_forgets_every_backend(
    directory: CloudDirectory, credentials: Credentials
) -> None:
    overlay = overlay_of(directory, _PORTS, credentials, None, bare=True)
    write_private(directory.env_file, overlay.shell())
    shell = f'PULUMI_BACKEND_URL=x; export PULUMI_BACKEND_URL; . "{directory.env_file}"; env -0'
    told = subprocess.run(["sh", "-euc", shell], env=_ELSEWHERE, capture_output=True, check=True)
    for environment in (
        overlay.environment({**_ELSEWHERE, "PULUMI_BACKEND_URL": "x"}),
        dict(one.split("=", 1) for one in told.stdout.decode().split("\0") if "=" in one),
    ):
        assert environment["AWS_ACCESS_KEY_ID"] == credentials.administrator.access_key_id
        assert "PULUMI_BACKEND_URL" not in environment


def test_the_overlay_does_not_show_its_values(overlay: Overlay, credentials: Credentials) -> None:
    assert credentials.twilio_auth_token not in repr(overlay)
