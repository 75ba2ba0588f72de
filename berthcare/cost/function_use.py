"""What the two functions use in a month: the watcher, and the rotation with its completions."""

from dataclasses import dataclass
from decimal import Decimal

from berthcare.cost.month import HOURS_A_MONTH
from berthcare.rotation_schedule import COMPLETION_PERIOD_SECONDS
from berthcare.rotation_size import MEMORY_MB
from berthcare.signals.gauges import WATCHER_PERIOD_SECONDS
from berthcare.watcher_size import WATCHER_MEMORY_MB

_MB_A_GB = 1024


@dataclass(frozen=True, kw_only=True)
class FunctionUse:
    """What one function uses in a month."""

    runs: int
    seconds_a_run: Decimal
    memory_mb: int
    bytes_logged_a_run: int
    secrets_read_a_run: int = 0
    """GetSecretValue; each is a use of the secret's key, too."""
    secrets_described_a_run: int = 0
    """DescribeSecret."""
    parameters_read_a_run: int = 0
    """GetParameter."""

    @property
    def gb_seconds(self) -> Decimal:
        """Running time, as Lambda bills it."""
        return self.runs * self.seconds_a_run * self.memory_mb / _MB_A_GB

    @property
    def secret_calls(self) -> int:
        """Calls of Secrets Manager."""
        return self.runs * (self.secrets_read_a_run + self.secrets_described_a_run)

    @property
    def decryptions(self) -> int:
        """Requests of the secrets' key."""
        return self.runs * self.secrets_read_a_run

    @property
    def parameter_calls(self) -> int:
        """Calls of a parameter."""
        return self.runs * self.parameters_read_a_run

    @property
    def trail_events(self) -> int:
        """Management events that its calls leave in the trail."""
        return self.secret_calls + self.decryptions + self.parameter_calls

    @property
    def bytes_logged(self) -> int:
        """Bytes that it prints."""
        return self.runs * self.bytes_logged_a_run


def _runs(period_seconds: int) -> int:
    return HOURS_A_MONTH * 3600 // period_seconds


WATCHER = FunctionUse(
    runs=_runs(WATCHER_PERIOD_SECONDS),
    seconds_a_run=Decimal(2),
    memory_mb=WATCHER_MEMORY_MB,
    bytes_logged_a_run=4000,
    secrets_read_a_run=4,
    secrets_described_a_run=3,
    parameters_read_a_run=1,
)
"""It reads the secrets of the account, the main account, the numbers and the webhooks, describes
each credential for its age, and reads the lift of the limit."""
ROTATION = FunctionUse(
    runs=_runs(COMPLETION_PERIOD_SECONDS),
    seconds_a_run=Decimal("0.8"),
    memory_mb=MEMORY_MB,
    bytes_logged_a_run=1000,
    secrets_read_a_run=1,
    secrets_described_a_run=3,
)
"""Its completions: each looks at both secrets, and tries the auth token at Twilio. The steps of a
rotation, four times a year, come to nothing beside them."""
