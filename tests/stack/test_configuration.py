"""What is configured on the embedded cloud: encrypted by its key, deployed from, kept there."""

from collections.abc import Iterator

import pytest

from berthcare.engine.engine import Engine
from berthcare.environments import Environment
from berthcare.verification.checks.state_secrets import forms_of
from tests.stack.embedded import ROOT, EmbeddedCloud

pytestmark = [pytest.mark.engine, pytest.mark.cloud]

ACCOUNT_SID = "berthcare-communications:twilioAccountSid"
AUTH_TOKEN = "berthcare-communications:twilioAuthToken"
ALERT_EMAILS = "berthcare-communications:alertEmails"


@pytest.fixture(scope="module")
def configured(cloud: EmbeddedCloud) -> Iterator[Engine]:
    """Staging with its Twilio credentials and a list in its own configuration."""
    engine = Engine(Environment.STAGING, cloud.environment, ROOT)
    engine.set(ACCOUNT_SID, cloud.environment["TWILIO_ACCOUNT_SID"], secret=True)
    engine.set(AUTH_TOKEN, cloud.environment["TWILIO_AUTH_TOKEN"], secret=True)
    engine.set_list(ALERT_EMAILS, ["a@example.ca", "b@example.ca"])
    yield engine
    for key in (ACCOUNT_SID, AUTH_TOKEN, ALERT_EMAILS):
        engine.remove(key)


def test_what_was_set_is_read_again_decrypted(cloud: EmbeddedCloud, configured: Engine) -> None:
    read = configured.configuration()
    assert read[AUTH_TOKEN].value == cloud.environment["TWILIO_AUTH_TOKEN"]
    assert read[AUTH_TOKEN].secret
    assert read[ALERT_EMAILS].value == '["a@example.ca","b@example.ca"]'


def test_the_token_lies_in_no_stack_file(cloud: EmbeddedCloud, configured: Engine) -> None:
    forms = forms_of(cloud.environment["TWILIO_AUTH_TOKEN"])
    files = [path for path in (cloud.directory / "stacks").rglob("*") if path.is_file()]
    assert files
    assert [path for path in files if any(form in path.read_text() for form in forms)] == []


def test_the_tracked_file_is_not_written(configured: Engine) -> None:
    assert "twilioAuthToken" not in (ROOT / "Pulumi.staging.yaml").read_text()
