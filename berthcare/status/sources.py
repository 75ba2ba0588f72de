"""What the readings ask: engine, secrets, Twilio, CloudWatch. Each is asked once at the most."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from berthcare.aws_client import clients_as_caller
from berthcare.dashboard.live import CloudWatch, states_of
from berthcare.dashboard.model import Series
from berthcare.dashboard.snapshot import AlarmState, Values
from berthcare.dashboard.window import Window
from berthcare.engine.engine import Engine
from berthcare.engine.exported_state import ExportedState
from berthcare.engine.update import Update
from berthcare.environments import Environment
from berthcare.failover.owned_number import OwnedNumber
from berthcare.failover.twilio_numbers import TwilioNumbers
from berthcare.names import Names
from berthcare.rotate import reading as rotation_reading
from berthcare.rotate.rotated_secrets import RotatedSecrets
from berthcare.rotate.standing import Standing as RotationStanding
from berthcare.spend import reading as spend_reading
from berthcare.spend.standing import Standing as SpendStanding
from berthcare.spend.stored_spend import StoredSpend
from berthcare.status.foreground import Foreground
from berthcare.status.once import Once
from berthcare.stored_secrets import StoredSecrets, StoredValues

_CANNOT = "AWS cannot be asked"
_SERVICES = ("secretsmanager", "ssm", "lambda", "cloudwatch")


@dataclass(frozen=True, kw_only=True)
class Sources:
    """What was asked, or is asked now, of one environment; each may raise a `BerthcareError`."""

    names: Names
    now: datetime
    """When the readings began (UTC)."""
    history: Callable[[], tuple[Update, ...]]
    """The stack's updates, the newest first."""
    state: Callable[[], ExportedState]
    stored: Callable[[], StoredValues]
    """What the three secrets hold."""
    owned: Callable[[], Mapping[str, OwnedNumber]]
    """The numbers of the serving Twilio account, by E.164 form."""
    spend: Callable[[], SpendStanding]
    rotation: Callable[[], RotationStanding]
    alarms: Callable[[], Mapping[str, AlarmState]]
    """Every alarm that is there or should be, by name."""
    values: Callable[[Sequence[Series], Window], Mapping[Series, Values]]
    """CloudWatch's values of some metrics."""
    foreground: Foreground = field(default_factory=Foreground)
    """Where the engine is asked."""

    @property
    def environment(self) -> Environment:
        """The environment that is read."""
        return self.names.environment


def sources_of(names: Names, environ: Mapping[str, str], now: datetime, engine: Engine) -> Sources:
    """Return the questions to the clouds that this process is led to.

    Every question about Twilio makes a client of its own: one must not serve two threads.
    """
    clients = Once(
        lambda: dict(zip(_SERVICES, clients_as_caller(_CANNOT, *_SERVICES), strict=True))
    )
    stored = Once(lambda: StoredSecrets(clients()["secretsmanager"], names).read())
    cloudwatch = Once(lambda: CloudWatch(clients()["cloudwatch"], names))
    foreground = Foreground()

    def owned() -> Mapping[str, OwnedNumber]:
        bundle = stored().bundle
        return TwilioNumbers(bundle.account_sid, bundle.auth_token, environ).all()

    def spend() -> SpendStanding:
        made = clients()
        stored_spend = StoredSpend(made["secretsmanager"], made["ssm"], made["lambda"], names)
        return spend_reading.read(stored_spend, names, environ, now).standing

    def rotation() -> RotationStanding:
        secrets = RotatedSecrets(clients()["secretsmanager"], names)
        return rotation_reading.read(secrets, environ)

    def alarms() -> Mapping[str, AlarmState]:
        return states_of(cloudwatch().expected_alarms(), cloudwatch().alarms())

    def values(series: Sequence[Series], window: Window) -> Mapping[Series, Values]:
        return cloudwatch().values(series, window)

    return Sources(
        names=names,
        now=now,
        history=Once(lambda: foreground.ask(engine.history)),
        state=Once(lambda: foreground.ask(engine.export)),
        stored=stored,
        owned=Once(owned),
        spend=Once(spend),
        rotation=Once(rotation),
        alarms=Once(alarms),
        values=values,
        foreground=foreground,
    )
