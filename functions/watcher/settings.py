"""What the function is told by its environment variables, judged once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from functions.common.variables import Variables

_ACCOUNT_SID = r"AC[0-9a-fA-F]{32}"
_ENVIRONMENTS = ("staging", "production")


class HardLimit(str, Enum):
    """What happens when the month's spend reaches the limit."""

    SUSPEND = "suspend"
    DRY_RUN = "dry-run"


@dataclass(frozen=True)
class Settings:
    """The function's configuration. Names of secrets, never their values."""

    environment: str
    serving_account_sid: str
    parent_secret: str
    """Empty where the main account itself serves."""
    account_secret: str
    numbers_secret: str
    webhooks_secret: str
    spend_lift_parameter: str
    spend_limit: Decimal
    """US dollars a month."""
    hard_limit: HardLimit
    sentry_dsn: str = field(default="", repr=False)
    twilio_override: str | None = None
    receiver_override: str | None = None

    @property
    def has_subaccount(self) -> bool:
        """Whether a subaccount serves, which the main account can suspend."""
        return bool(self.parent_secret)

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the variables. Raises `ConfigurationError` that names every one that is wrong."""
        reader = Variables(environ)
        limit = reader.matching("SPEND_LIMIT_USD", r"[1-9][0-9]{0,8}", "be whole dollars above 0")
        mode = reader.among("HARD_LIMIT", [mode.value for mode in HardLimit])
        texts = {
            "environment": reader.among("BERTHCARE_ENVIRONMENT", _ENVIRONMENTS),
            "serving_account_sid": reader.matching(
                "TWILIO_SERVING_ACCOUNT_SID", _ACCOUNT_SID, "be AC and 32 hexadecimals"
            ),
            "account_secret": reader.given("ACCOUNT_SECRET"),
            "numbers_secret": reader.given("NUMBERS_SECRET"),
            "webhooks_secret": reader.given("WEBHOOKS_SECRET"),
            "spend_lift_parameter": reader.given("SPEND_LIFT_PARAMETER"),
        }
        twilio = reader.override("TWILIO_BASE_URL")
        receiver = reader.override("BERTHCARE_WEBHOOK_RECEIVER")
        parent = _parent_secret(reader, environ, mode)
        reader.refuse_problems("watcher")
        return cls(
            **texts,
            twilio_override=twilio,
            receiver_override=receiver,
            parent_secret=parent,
            spend_limit=Decimal(limit),
            hard_limit=HardLimit(mode),
            # What is led to this machine tells nobody outside.
            sentry_dsn="" if twilio or receiver else environ.get("SENTRY_DSN", ""),
        )


def _parent_secret(variables: Variables, environ: Mapping[str, str], mode: str) -> str:
    """Read the secret's name, which is empty where there is no subaccount to suspend.

    It must be said: a variable that is lost would switch the hard limit off in silence.
    """
    name = environ.get("PARENT_SECRET")
    if name is None:
        variables.refuse("PARENT_SECRET must be set; it may be empty")
    elif not name and mode == HardLimit.SUSPEND.value:
        variables.refuse("HARD_LIMIT must be dry-run where PARENT_SECRET is empty")
    return name or ""
