"""What the engine says is shown without the values in it."""

import json

from berthcare.engine.configured import Configured
from berthcare.engine.redaction import HIDDEN, Redaction

_TOKEN = "0123456789abcdef" * 2
_PASSWORD = "correct horse\nbattery"
_VIOLATION = (
    "<{%reset%}>resource urn:pulumi:staging::p::aws:secretsmanager/secretVersion:SecretVersion"
    "::twilio-webhooks-version violates plan: properties changed: "
    f'++secretString[{{&{{{{{{"webhook_auth_token": "{_TOKEN}", \n\nResources:\n"other": '
    f'"{_PASSWORD}"}}}}}}}}!={{&{{{{{{"webhook_auth_token": "x"}}}}}}}}], ~~versionStages[a!=b]'
    "<{%reset%}>"
)


def test_of_a_violated_plan_the_properties_are_told_and_no_value() -> None:
    shown = Redaction().of_text(_VIOLATION)
    assert shown.endswith(
        "::twilio-webhooks-version violates plan: properties changed: secretString, versionStages "
        "(values are not shown)"
    )
    for value in (_TOKEN, _PASSWORD, "webhook_auth_token", "Resources"):
        assert value not in shown


def test_a_violation_of_an_unknown_form_is_told_without_a_word_of_it() -> None:
    shown = Redaction().of_text(f"it violates plan: properties changed: {_PASSWORD}")
    assert shown == "it violates plan: properties changed: some (values are not shown)"


def test_a_configured_value_that_changed_is_told_by_its_key() -> None:
    told = "violates plan: properties changed: ++berthcare-communications:apiBaseUrl[{a}!={b}]"
    assert Redaction().of_text(told) == (
        "violates plan: properties changed: berthcare-communications:apiBaseUrl "
        "(values are not shown)"
    )


def test_another_violation_is_told_as_it_is() -> None:
    told = "resource urn:p::bucket violates plan: create is not allowed"
    assert Redaction().of_text(told) == told


def test_configured_secrets_and_credentials_are_hidden_wherever_they_stand() -> None:
    configuration = {
        "twilio:authToken": Configured(_PASSWORD, secret=True),
        "aws:region": Configured("ca-central-1", secret=False),
    }
    environ = {"AWS_SECRET_ACCESS_KEY": "aws-secret-value", "HOME": "/srv/clone"}
    text = f"refused: {_PASSWORD} and aws-secret-value in ca-central-1, /srv/clone"
    shown = Redaction.of(configuration, environ).of_text(text)
    assert shown == f"refused: {HIDDEN} and {HIDDEN} in ca-central-1, /srv/clone"


def test_a_secret_is_hidden_as_json_has_it_too() -> None:
    quoted = 'say "<friend>" & enter, \u00e9'
    hide = Redaction.of({"one": Configured(quoted, secret=True)}, {})
    for shown in (json.dumps(quoted), json.dumps(quoted, ensure_ascii=False)):
        assert hide.of_text(shown) == f'"{HIDDEN}"'
    by_go = 'say \\"\\u003cfriend\\u003e\\" \\u0026 enter, \u00e9'
    assert hide.of_text(by_go) == HIDDEN


def test_each_text_of_a_secret_object_is_hidden_and_none_of_its_names() -> None:
    held = {"webhook_auth_token": [{"text": _PASSWORD}], "another": "the-second-value"}
    hide = Redaction.of({"one": Configured(json.dumps(held), secret=True)}, {})
    text = f"webhook_auth_token {_PASSWORD}, {json.dumps(_PASSWORD)} the-second-value"
    assert hide.of_text(text) == f'webhook_auth_token {HIDDEN}, "{HIDDEN}" {HIDDEN}'


def test_a_password_and_a_passphrase_of_the_environment_are_hidden() -> None:
    environ = {"PULUMI_CONFIG_PASSPHRASE": "a-phrase", "DATABASE_PASSWORD": "a-password"}
    assert Redaction.of({}, environ).of_text("a-phrase a-password") == f"{HIDDEN} {HIDDEN}"


def test_a_colour_of_the_engine_is_no_part_of_what_it_says() -> None:
    assert Redaction().of_text("<{%fg 1%}>refused<{%reset%}>") == "refused"


def test_what_looks_like_a_token_is_hidden_and_a_sid_is_not() -> None:
    sid = "AC" + "0" * 31 + "1"
    assert Redaction().of_text(f"{sid} with {_TOKEN}") == f"{sid} with {HIDDEN}"


def test_a_value_that_another_begins_with_leaves_no_rest() -> None:
    environ = {"A_TOKEN": "12345678", "B_TOKEN": "12345678-and-more"}
    assert Redaction.of({}, environ).of_text("12345678-and-more") == HIDDEN


def test_a_redaction_shows_no_value_of_its_own() -> None:
    assert _TOKEN not in repr(Redaction((_TOKEN,)))
