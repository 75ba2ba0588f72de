"""The status and the longest report of a stack that the real engine deployed."""

import json
from pathlib import Path
from typing import Any

import pytest

from berthcare.operations.period import Period
from berthcare.operations.table import TABLE
from berthcare.status.catalogue import READINGS
from berthcare.verification.checks.state_secrets import forms_of
from tests.stack.embedded import EmbeddedCloud

pytestmark = [pytest.mark.engine, pytest.mark.cloud]


def secrets_of(cloud: EmbeddedCloud) -> list[str]:
    return [
        cloud.secret("staging/twilio/account")["auth_token"],
        cloud.secret("staging/twilio/webhooks")["webhook_auth_token"],
        cloud.environment["TWILIO_AUTH_TOKEN"],
        cloud.environment["AWS_SECRET_ACCESS_KEY"],
    ]


def leaked(cloud: EmbeddedCloud, told: str) -> list[str]:
    return [form for value in secrets_of(cloud) for form in forms_of(value) if form in told]


def rows(document: dict[str, Any]) -> list[str]:
    """Return the readings that said something, each once: an alarm that rings has its own row."""
    names = [finding["name"].partition(": ")[0] for finding in document["findings"]]
    return list(dict.fromkeys(names))


def unread(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what could not be read, but for what the watcher tells from its first run on."""
    return [
        finding
        for finding in document["findings"]
        if finding["verdict"] == "not checked" and "the watcher told" not in finding["what"]
    ]


def test_the_status_reads_everything_and_shows_no_secret(cloud: EmbeddedCloud) -> None:
    ran = cloud.berthcare("status", "staging", "--json")

    assert ran.status in (0, 1), ran.text
    document = json.loads(ran.text)
    assert rows(document) == [reading.name for reading in READINGS]
    assert unread(document) == []
    told = {finding["name"]: finding["what"] for finding in document["findings"]}
    assert [one["phone_number"] in told["numbers"] for one in cloud.owned_numbers()] == [True] * 3
    assert leaked(cloud, ran.text) == []


def test_the_quarter_s_report_asks_all_that_the_table_has(
    cloud: EmbeddedCloud, tmp_path: Path
) -> None:
    page = tmp_path / "report.json"

    ran = cloud.berthcare("operations", "quarterly", "staging", "--json", "--output", str(page))

    assert ran.status == 1, ran.text  # the embedded bucket keeps no versions of the state
    document = json.loads(page.read_text())
    assert rows(document) == [reading.name for _, reading in TABLE]
    assert unread(document) == []
    assert document["period"] == Period.QUARTERLY.value
    assert document["by_hand"]
    assert leaked(cloud, page.read_text() + ran.text) == []
