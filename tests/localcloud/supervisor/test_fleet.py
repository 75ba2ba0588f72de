"""The five processes: on loopback, without a person's environment, without secrets in arguments."""

import pytest

from localcloud.supervisor.credentials import Credentials, load_or_create
from localcloud.supervisor.directory import CloudDirectory
from localcloud.supervisor.fleet import (
    AWS_PROVIDER,
    GATEWAY,
    MINISTACK,
    TWILIO,
    WEBHOOK_HOSTS,
    EmbeddedCloud,
)
from localcloud.supervisor.service import Service


@pytest.fixture
def credentials(directory: CloudDirectory) -> Credentials:
    directory.create()
    return load_or_create(directory)


@pytest.fixture
def services(directory: CloudDirectory, credentials: Credentials) -> dict[str, Service]:
    return _by_name(EmbeddedCloud(directory, credentials))


def _by_name(fleet: EmbeddedCloud) -> dict[str, Service]:
    ports = {name: 5000 + place for place, name in enumerate(fleet.names)}
    return {service.name: service for service in fleet.services(ports)}


def test_no_secret_is_an_argument(services: dict[str, Service], credentials: Credentials) -> None:
    arguments = " ".join(word for service in services.values() for word in service.command)
    assert credentials.aws_secret_access_key not in arguments
    assert credentials.twilio_auth_token not in arguments


def test_nothing_of_a_persons_environment_reaches_a_process(
    directory: CloudDirectory, credentials: Credentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_PROFILE", "HTTPS_PROXY", "TWILIO_EDGE", "PYTHONPATH"):
        monkeypatch.setenv(name, "elsewhere")
    fleet = EmbeddedCloud(directory, credentials)
    for service in fleet.services(dict.fromkeys(fleet.names, 5000)):
        assert "elsewhere" not in service.environment.values()


def test_ministack_and_its_functions_call_the_gateway(services: dict[str, Service]) -> None:
    assert services[MINISTACK].environment["AWS_ENDPOINT_URL"] == services[GATEWAY].url
    assert services[MINISTACK].environment["BIND_HOST"] == "127.0.0.1"


def test_the_webhooks_of_both_environments_stay_on_loopback(
    services: dict[str, Service],
) -> None:
    mapped = [word for word in services[TWILIO].command if "=http" in word]
    assert [word.partition("=")[0] for word in mapped] == list(WEBHOOK_HOSTS)
    assert all("=http://127.0.0.1:" in word for word in mapped)


def test_every_process_keeps_its_files_in_the_clouds_directory(
    services: dict[str, Service], directory: CloudDirectory
) -> None:
    for service in services.values():
        assert service.environment["TMPDIR"] == str(directory.temporary)
        assert service.environment["HOME"] == str(directory.temporary)


def test_only_the_provider_of_a_bare_cloud_is_another_process_than_that_of_an_ordinary_one(
    services: dict[str, Service], directory: CloudDirectory, credentials: Credentials
) -> None:
    bare = _by_name(EmbeddedCloud(directory, credentials, bare=True))
    differ = [
        name for name, one in bare.items() if one.fingerprint() != services[name].fingerprint()
    ]
    assert differ == [AWS_PROVIDER]
    callers = [one[AWS_PROVIDER].environment["AWS_ACCESS_KEY_ID"] for one in (services, bare)]
    assert callers == [
        credentials.deployer.access_key_id,
        credentials.administrator.access_key_id,
    ]
