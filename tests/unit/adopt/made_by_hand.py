"""What the old script made, as `berthcare adopt` finds it; each test changes one thing of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from berthcare.adopt.found import Found
from berthcare.adopt.found_account import FoundAccount
from berthcare.adopt.found_number import FoundNumber
from berthcare.adopt.found_secret import FoundSecret
from berthcare.adopt.plan import Plan, plan
from berthcare.adopt.row import Row, Standing
from berthcare.adopt.stack import Stack
from berthcare.adopt.wish import Wish
from berthcare.number_pool import Purpose
from tests.unit.loaded_settings import SID as MAIN
from tests.unit.loaded_settings import load

SUB, OTHER_SUB = "AC" + "0" * 31 + "1", "AC" + "0" * 31 + "2"
SUB_TOKEN, WEBHOOK_TOKEN = "1b" * 16, "2c" * 16
VOICE, SMS, THIRD, AMERICAN = "+14165550110", "+16475550111", "+16045550112", "+12125550113"
BASE = "https://old.berthcare.ca"
GOING = date(2027, 1, 5)


def arn(name: str) -> str:
    return f"arn:aws:secretsmanager:ca-central-1:123456789012:secret:{name}-AbCdEf"


def secret(
    suffix: str, content: Mapping[str, object] | None = None, **changed: object
) -> FoundSecret:
    name = f"staging/twilio/{suffix}"
    found = FoundSecret(
        name=name, arn=arn(name), kms_key=None, has_value=content is not None, content=content
    )
    return replace(found, **changed)  # type: ignore[arg-type]  # test shorthand


ACCOUNT = {"account_sid": SUB, "auth_token": SUB_TOKEN}
NUMBERS = {"voice_number": VOICE, "sms_number": SMS}
WEBHOOKS = {
    "voice_webhook_url": f"{BASE}/voice",
    "voice_status_callback": f"{BASE}/voice-status",
    "sms_webhook_url": f"{BASE}/sms",
    "sms_status_callback": f"{BASE}/sms-status",
    "webhook_auth_token": WEBHOOK_TOKEN,
}


def secrets(*others: FoundSecret, without: str = "") -> dict[str, FoundSecret]:
    """Return the three secrets, each replaced by the one of its name among `others`."""
    three = (
        secret("account", ACCOUNT),
        secret("phone-numbers", NUMBERS),
        secret("webhooks", WEBHOOKS),
    )
    found = {one.name: one for one in (*three, *others)}
    found.pop(f"staging/twilio/{without}", None)
    return found


def number(phone_number: str, **changed: object) -> FoundNumber:
    """Return a number of the main account that calls the old script's webhooks."""
    found = FoundNumber(
        phone_number=phone_number,
        sid="PN" + phone_number[2:].rjust(32, "0"),
        account_sid=MAIN,
        name="made by hand",
        status="in-use",
        capabilities=frozenset(Purpose),
        webhooks=(f"{BASE}/voice", f"{BASE}/sms"),
    )
    return replace(found, **changed)  # type: ignore[arg-type]  # test shorthand


def account(sid: str = SUB, **changed: object) -> FoundAccount:
    made = FoundAccount(sid, "BerthCare Staging", "active", SUB_TOKEN)
    return replace(made, **changed)  # type: ignore[arg-type]  # test shorthand


def found(**changed: object) -> Found:
    """Return what the old script made: three secrets, a subaccount, two numbers."""
    made = Found(secrets(), MAIN, (account(),), (number(VOICE), number(SMS)))
    return replace(made, **changed)  # type: ignore[arg-type]  # test shorthand


def stack(configuration: Mapping[str, str] | None = None, **changed: object) -> Stack:
    """Return a stack that owns nothing yet."""
    empty = Stack(load(configuration), secrets={}, numbers={}, subaccount_sid=None)
    return replace(empty, **changed)  # type: ignore[arg-type]  # test shorthand


def planned(
    configuration: Mapping[str, str] | None = None, wish: Wish | None = None, **changed: object
) -> Plan:
    """Return the plan for a stack that owns nothing; `changed` is what was found otherwise."""
    return plan(stack(configuration), found(**changed), wish or Wish())


def row(made: Plan, name: str) -> Row:
    """Return the one row of a secret, subaccount or number."""
    rows = [one for one in made.rows if name in one.name]
    assert len(rows) == 1, [str(one) for one in made.rows]
    return rows[0]


def names(made: Plan, standing: Standing) -> list[str]:
    return [one.name for one in made.rows if one.standing is standing]
