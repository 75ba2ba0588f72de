import base64
import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berthcare.engine.exported_state import ExportedState
from berthcare.verification.checks.state_secrets import STATE_SECRETS, forms_of, leaks
from berthcare.verification.context import Context
from berthcare.verification.outcome import Verdict
from berthcare.verification.twilio_bundle import TwilioBundle

TOKEN = "0123456789abcdef" * 2


def state_with(value: object) -> ExportedState:
    urn = "urn:pulumi:staging::p::aws:sns/topic:Topic::alerts"
    resources = [{"urn": urn, "type": "aws:sns/topic:Topic", "outputs": {"name": value}}]
    return ExportedState.parse(json.dumps({"deployment": {"resources": resources}}), "state")


@pytest.mark.parametrize(
    "value",
    [
        TOKEN,
        f"prefix {TOKEN} suffix",
        json.dumps({"auth_token": TOKEN}),
        base64.b64encode(TOKEN.encode()).decode(),
        "Basic " + base64.b64encode(f"AC:{TOKEN}".encode()).decode(),
        {"deep": [{"down": TOKEN}]},
    ],
    ids=["alone", "inside a text", "JSON in JSON", "base64", "basic authentication", "nested"],
)
def test_a_value_in_the_state_is_found_and_not_repeated(value: object) -> None:
    (found,) = leaks(state_with(value), {"the auth token": TOKEN})
    assert found == "the auth token in aws:sns/topic:Topic alerts"


def test_a_ciphertext_is_no_leak() -> None:
    ciphertext = {"4dabf18193072939515e22adb298388d": "1b47", "ciphertext": "AAABALy0"}
    assert list(leaks(state_with(ciphertext), {"the auth token": TOKEN})) == []


def test_a_leak_outside_the_resources_is_found() -> None:
    text = json.dumps({"deployment": {"resources": [], "metadata": {"note": TOKEN}}})
    (found,) = leaks(ExportedState.parse(text, "state"), {"the auth token": TOKEN})
    assert found == "the auth token in the deployment itself"


@given(
    before=st.binary(max_size=7),
    value=st.text("abcdefghijklmnopqrstuvwxyzABCDEFXYZ0123456789", min_size=32, max_size=32),
    after=st.binary(max_size=7),
)
def test_a_value_is_seen_in_the_base64_of_any_text_around_it(
    before: bytes, value: str, after: bytes
) -> None:
    encoded = base64.b64encode(before + value.encode() + after).decode()
    assert any(form in encoded for form in forms_of(value)[1:])


def test_the_deployers_own_token_is_searched_for(
    make_context: Callable[..., Context],
) -> None:
    parent = "p" * 32
    context = make_context(state=state_with(parent), environ={"TWILIO_AUTH_TOKEN": parent})
    outcome = STATE_SECRETS.run(context)
    assert outcome.verdict is Verdict.FAILED
    assert "the value of TWILIO_AUTH_TOKEN" in outcome.detail
    assert parent not in outcome.detail + outcome.remedy


def test_a_clean_state_passes(make_context: Callable[..., Context]) -> None:
    outcome = STATE_SECRETS.run(make_context(state=state_with("alerts")))
    assert outcome.verdict is Verdict.PASSED


def test_the_webhook_token_is_searched_for(
    make_context: Callable[..., Context], bundle: TwilioBundle
) -> None:
    outcome = STATE_SECRETS.run(make_context(state=state_with(bundle.webhook_auth_token)))
    assert outcome.verdict is Verdict.FAILED
