"""Bad input is told clearly, and leaves nothing half-done: production stays empty."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.stack.embedded import EmbeddedCloud, Ran

pytestmark = [pytest.mark.engine, pytest.mark.cloud]

OWN = "berthcare-communications"
SID = "AC" + "0a" * 16
TOKEN = "0A" * 16


@pytest.fixture(autouse=True)
def untouched_production(cloud: EmbeddedCloud) -> Iterator[None]:
    """See to it that no test here creates a resource of production or buys a number."""
    before = [number["sid"] for number in cloud.owned_numbers()]
    yield
    cloud.clear_faults()
    assert cloud.state("production").get("resources", []) == []
    assert [number["sid"] for number in cloud.owned_numbers()] == before


def deploy(
    cloud: EmbeddedCloud, folder: Path, changed: Mapping[str, str | None] | None = None
) -> Ran:
    return cloud.pulumi("up", "--yes", "--stack", "production", cwd=folder, **(changed or {}))


def test_every_bad_value_is_told_at_once_before_anything_is_created(
    cloud: EmbeddedCloud, project: Callable[..., Path]
) -> None:
    configuration = {
        f"{OWN}:voiceNumber": '"+12125551234"',
        f"{OWN}:smsNumber": '"+1416555123"',
        f"{OWN}:apiBaseUrl": "http://api.berthcare.ca",
        f"{OWN}:areaCode": "416",
        "aws:secretKey": TOKEN,
    }
    changed = {"TWILIO_ACCOUNT_SID": SID[:33], "TWILIO_AUTH_TOKEN": TOKEN[:31]}
    expected = [
        "TWILIO_ACCOUNT_SID: (secret, not shown) must be",
        "it has 31 characters",
        "212 is not a Canadian area code",
        "exactly ten digits",
        "begin with https://",
        "Did you mean areaCodes?",
        "AWS credentials come from the environment",
        "aws:region: 'us-east-1' must be ca-central-1",
    ]
    folder = project(configuration=configuration)
    file = folder / "Pulumi.production.yaml"
    file.write_text(file.read_text().replace("aws:region: ca-central-1", "aws:region: us-east-1"))

    ran = deploy(cloud, folder, changed)

    assert ran.status != 0
    assert [told for told in expected if told not in ran.text] == []
    assert "Traceback" not in ran.text
    assert TOKEN[:31] not in ran.text


def test_credentials_that_twilio_refuses_are_told_and_nothing_is_created(
    cloud: EmbeddedCloud, project: Callable[..., Path]
) -> None:
    cloud.add_fault(method="GET", path=".*", times=1000, status=401, code=20003)

    ran = deploy(cloud, project())

    assert ran.status != 0
    assert "401" in ran.text
    assert "Traceback" not in ran.text
    assert cloud.environment["TWILIO_AUTH_TOKEN"] not in ran.text


def test_area_codes_without_a_free_number_are_named(
    cloud: EmbeddedCloud, project: Callable[..., Path]
) -> None:
    folder = project()
    file = folder / "Pulumi.production.yaml"
    # Assigned, not in service: nobody has numbers there, the emulator neither.
    file.write_text(file.read_text().replace("[416, 647, 437]", "[387, 942]"))

    ran = deploy(cloud, folder)

    assert ran.status != 0
    assert "in area code 387, nor in area code 942" in ran.text
    assert "areaCodes" in ran.text
    assert "Traceback" not in ran.text


def test_an_unknown_environment_is_refused(
    cloud: EmbeddedCloud, project: Callable[..., Path]
) -> None:
    folder = project()
    (folder / "Pulumi.qa.yaml").write_text((folder / "Pulumi.staging.yaml").read_text())
    made = cloud.pulumi(
        *("stack", "init", "qa", "--secrets-provider"),
        "awskms://alias/berthcare-pulumi-state?region=ca-central-1",
        cwd=folder,
    )
    assert made.status == 0, made.text

    ran = cloud.pulumi("up", "--yes", "--stack", "qa", cwd=folder)

    assert ran.status != 0
    assert "'qa' must be a known environment: staging or production" in ran.text
    assert "Traceback" not in ran.text


def test_a_cloud_that_does_not_answer_is_told_before_the_engine_starts(
    cloud: EmbeddedCloud,
) -> None:
    ran = cloud.pulumi("preview", "--stack", "staging", AWS_ENDPOINT_URL="http://127.0.0.1:9")

    assert ran.status == 1
    assert "make up" in ran.text
