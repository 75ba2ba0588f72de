"""An environment that is well, as values; each test changes what it is about.

The doubles refuse what they do not know: a metric that no test gave is an error.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from berthcare.dashboard.model import Series
from berthcare.dashboard.snapshot import AlarmState, State, Values
from berthcare.dashboard.window import Window
from berthcare.engine.exported_state import ExportedState
from berthcare.engine.update import Update
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.failover.owned_number import OwnedNumber, wanted_settings
from berthcare.findings import Finding, Verdict
from berthcare.keep_alive.errands import Text
from berthcare.names import Names
from berthcare.number_pool import NumberPool, Purpose
from berthcare.operations.aws import Budget, Subscription
from berthcare.operations.sources import Wider
from berthcare.rotate.rotatable import Rotatable
from berthcare.rotate.standing import Rotation, SecretStanding
from berthcare.rotate.standing import Standing as RotationStanding
from berthcare.signals import watcher_metrics
from berthcare.spend.standing import HardLimit, ServingAccount
from berthcare.spend.standing import Standing as SpendStanding
from berthcare.status.reading import Reading, findings_of
from berthcare.status.runbooks import signals_by_alarm
from berthcare.stored_secrets import StoredValues
from berthcare.verification.twilio_bundle import TwilioBundle
from berthcare.webhooks import Webhooks

NAMES = Names(Environment.STAGING)
NOW = datetime(2026, 11, 27, 12, 2, tzinfo=timezone.utc)
VOICE, SMS, BACKUP = "+14165550100", "+14165550101", "+16475550102"
POOL = NumberPool.of(VOICE, SMS, [BACKUP], stored=None)
WEBHOOKS = Webhooks.of("https://api-staging.berthcare.ca")
Steady = float | None
"""The value of each period of a metric; `None` where it has none at all."""
MEASURED: Mapping[str, Steady] = {
    watcher_metrics.RUNS: 1,
    watcher_metrics.READINGS_FAILED: 0,
    watcher_metrics.BALANCE: 120,
    watcher_metrics.ERROR_RATE: 0.5,
    watcher_metrics.USES_TODAY: 20,
    watcher_metrics.CREDENTIAL_AGE: 12,
    "IncomingLogEvents": 30,
    "ApproximateNumberOfMessagesVisible": None,
    **{
        NAMES.alarm(key): None
        for key in (
            *("stranger-secret-read", "unauthorized-twilio-secret-access", "secret-write"),
            *("secret-policy-change", "secret-deletion", "secrets-key-change"),
        )
    },
}


def refusing(what: str) -> Callable[..., Any]:
    """Return a question that is refused."""

    def ask(*_: object) -> Any:
        raise BerthcareError(f"{what} was refused.", "Type: sign in")

    return ask


def measuring(**changed: Steady | Callable[[Window], Values]) -> Callable[..., Any]:
    """Return CloudWatch with other values for some metrics, steady or of each window."""
    given: dict[str, Any] = {**MEASURED, **changed}

    def values(series: Sequence[Series], window: Window) -> Mapping[Series, Values]:
        return {one: _values(given[one.metric], window) for one in series}

    return values


def _values(given: Any, window: Window) -> Values:
    return tuple(given(window)) if callable(given) else (given,) * window.count


def update(result: str = "succeeded", **changed: Any) -> Update:
    fields: dict[str, Any] = {
        "version": 3,
        "kind": "update",
        "result": result,
        "started": NOW - timedelta(minutes=70),
        "ended": NOW - timedelta(minutes=65),
        "changes": {"same": 100, "create": 2},
        "message": "Buy a backup number\n\nIts reason.",
        "commit": "",
    }
    return Update(**{**fields, **changed})


def state(**deployment: object) -> ExportedState:
    return ExportedState("{}", {"resources": [], **deployment})


def number(phone_number: str, status: str = "in-use", **settings: str) -> OwnedNumber:
    return OwnedNumber(
        sid="PN" + "0" * 32,
        phone_number=phone_number,
        status=status,
        capabilities=frozenset(Purpose),
        settings={**wanted_settings(WEBHOOKS), **settings},
    )


def owned(*numbers: OwnedNumber) -> Callable[[], Mapping[str, OwnedNumber]]:
    """Return the account's numbers: all of the pool, those given in their place."""
    found = {one: number(one) for one in (VOICE, SMS, BACKUP)}
    return lambda: {**found, **{one.phone_number: one for one in numbers}}


def stored(pool: NumberPool = POOL) -> Callable[[], StoredValues]:
    bundle = TwilioBundle(
        account_sid="AC" + "0" * 32,
        auth_token="0123456789abcdef" * 2,
        pool=pool,
        webhooks=WEBHOOKS,
        webhook_auth_token="fedcba9876543210" * 2,
    )
    return lambda: StoredValues(bundle, pool, "version")


def spend(
    spent: str | None = "12.50",
    status: str = "active",
    parent: str | None = "AC" + "2" * 32,
    problems: tuple[BerthcareError, ...] = (),
) -> Callable[[], SpendStanding]:
    standing = SpendStanding(
        parent_sid=parent,
        account=ServingAccount("AC" + "1" * 32, "AC" + "2" * 32, status),
        month="2026-11",
        spent_usd=None if spent is None else Decimal(spent),
        hard_limit=HardLimit(1000, suspends=True),
        lift=None,
        problems=problems,
    )
    return lambda: standing


def secret(which: Rotatable, **changed: Any) -> SecretStanding:
    fields: dict[str, Any] = {
        "which": which,
        "name": which.secret_of(NAMES),
        "rotation": Rotation.ON,
        "interval_days": 90,
        "last_rotated": NOW - timedelta(days=12),
        "next_rotation": NOW + timedelta(days=78),
        "last_changed": NOW - timedelta(days=12),
        "stages": {"c": ["AWSCURRENT"]},
    }
    return SecretStanding(**{**fields, **changed})


def rotation(
    *,
    token_accepted: bool | None = True,
    problems: tuple[BerthcareError, ...] = (),
    **account: Any,
) -> Callable[[], RotationStanding]:
    found = {
        Rotatable.ACCOUNT: secret(Rotatable.ACCOUNT, **account),
        Rotatable.WEBHOOKS: secret(Rotatable.WEBHOOKS),
    }
    standing = RotationStanding(
        secrets=found, account="AC…1111", token_accepted=token_accepted, problems=problems
    )
    return lambda: standing


def alarms(**changed: AlarmState) -> Callable[[], Mapping[str, AlarmState]]:
    """Return every alarm of the catalogue as OK, but for some; `_` stands for `-` in a key."""
    quiet = {name: AlarmState(State.OK, NOW) for name in signals_by_alarm(NAMES)}
    others = {NAMES.alarm(key.replace("_", "-")): one for key, one in changed.items()}
    return lambda: {**quiet, **others}


def text(status: str = "delivered", sender: str = SMS, recipient: str = BACKUP) -> Text:
    return Text(sender, recipient, "outbound-api", status, NOW - timedelta(hours=1))


def healthy(**changed: Any) -> Wider:
    """Return the sources of an environment that is well, but for what is given."""
    fields: dict[str, Any] = {
        "names": NAMES,
        "now": NOW,
        "history": lambda: (update(),),
        "state": state,
        "stored": stored(),
        "owned": owned(),
        "spend": spend(),
        "rotation": rotation(),
        "alarms": alarms(),
        "values": measuring(),
        "texts": lambda _: [text()] * 3,
        "trail": lambda *_: [],
        "trail_filters": lambda: frozenset(signals_by_alarm(NAMES)),
        "trail_log_group": lambda: NAMES.trail_log_group,
        "subscriptions": lambda: [Subscription("email", "oncall@example.ca", confirmed=True)],
        "budget": lambda: Budget(Decimal(1000), Decimal("3.2")),
        "key_rotation": lambda: {"alias/one": True, "alias/two": True},
        "backend": lambda: "s3://states?region=ca-central-1",
        "versioning": lambda _: "Enabled",
        "configured": refusing("the stack's file"),
        "estimate": refusing("the estimate"),
        "evidence": refusing("the evidence"),
        "drift": lambda: [Finding("resources", Verdict.WELL, "131 are as the state says")],
    }
    return Wider(**{**fields, **changed})


def only(read: Callable[[Any], Any], **changed: Any) -> Finding:
    """Make one reading of a changed environment, and return its one finding."""
    (finding,) = findings_of([Reading("row", read)], healthy(**changed))
    return finding


def all_of(read: Callable[[Any], Any], **changed: Any) -> list[Finding]:
    """Make one reading of a changed environment, and return its findings."""
    return findings_of([Reading("row", read)], healthy(**changed))
