"""The evidence of a stack that the real engine deployed."""

import json
from pathlib import Path

import pytest

from berthcare.verification.checks.state_secrets import forms_of
from tests.stack.embedded import EmbeddedCloud

ALARM = "monitoring-unauthorized-twilio-secret-access-alarm"

pytestmark = [pytest.mark.engine, pytest.mark.cloud]


def test_the_evidence_names_every_resource_and_holds_no_secret(
    cloud: EmbeddedCloud, tmp_path: Path
) -> None:
    account = cloud.secret("staging/twilio/account")
    secrets = [
        account["auth_token"],
        cloud.secret("staging/twilio/webhooks")["webhook_auth_token"],
        cloud.environment["TWILIO_AUTH_TOKEN"],
        cloud.environment["AWS_SECRET_ACCESS_KEY"],
    ]
    exported = cloud.pulumi("stack", "export", "--stack", "staging")
    resources = json.loads(exported.text)["deployment"]["resources"]

    ran = cloud.berthcare("evidence", "staging", "--output", str(tmp_path))

    assert ran.status == 0, ran.text
    (page,) = (path.read_text() for path in tmp_path.glob("evidence-staging-*.md"))
    (text,) = (path.read_text() for path in tmp_path.glob("evidence-staging-*.json"))
    named = {(one["type"], one["name"]) for one in json.loads(text)["resources"]}
    wanted = {(one["type"], one["urn"].split("::", 3)[3]) for one in resources}
    assert named == wanted
    assert [name for kind, name in wanted if f"| `{kind}` | `{name}` |" not in page] == []
    rules = json.loads(text)["rules"]
    assert rules["ran"], rules["why_not"]
    assert [one for one in rules["violations"] if one["level"] == "mandatory"] == []
    told = page + text + ran.text
    assert [form for value in secrets for form in forms_of(value) if form in told] == []


def test_a_state_without_an_alarm_is_judged_by_the_rules(
    cloud: EmbeddedCloud, tmp_path: Path
) -> None:
    state = json.loads(cloud.pulumi("stack", "export", "--stack", "staging").text)
    kept = [one for one in state["deployment"]["resources"] if not one["urn"].endswith(ALARM)]
    state["deployment"]["resources"] = kept
    changed = tmp_path / "state.json"
    changed.write_text(json.dumps(state))

    ran = cloud.berthcare("evidence", "staging", "--state", str(changed), "--json")

    assert ran.status == 1, ran.text
    told = json.loads(ran.text)["rules"]["violations"]
    assert sorted((one["rule"], one["level"], one["name"]) for one in told) == [
        ("alarm-heard", "mandatory", "monitoring-unauthorized-twilio-secret-access-filter"),
        ("audit-inventory-present", "mandatory", "berthcare-communications-staging"),
    ]
