"""What the function is told by its environment variables, judged once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from .loopback import loopback_base_url

_ACCOUNT_SID = r"AC[0-9a-fA-F]{32}"
_ENVIRONMENTS = ("staging", "production")


class ConfigurationError(Exception):
    """An environment variable of the function is missing or wrong; nothing was read."""


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
        reader = _Reader(environ)
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
        parent = reader.parent_secret(mode)
        reader.refuse_problems()
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


class _Reader:
    """Reads variables and collects what is wrong with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._problems: list[str] = []

    def given(self, name: str) -> str:
        return self.matching(name, r".+", "be set")

    def matching(self, name: str, pattern: str, rule: str) -> str:
        text = self._environ.get(name, "")
        if re.fullmatch(pattern, text) is None:
            self._problems.append(f"{name} must {rule}, not {text!r}")
        return text

    def among(self, name: str, values: tuple[str, ...] | list[str]) -> str:
        pattern = "|".join(map(re.escape, values))
        return self.matching(name, pattern, f"be {' or '.join(values)}")

    def parent_secret(self, mode: str) -> str:
        """Read the secret's name, which is empty where there is no subaccount to suspend.

        It must be said: a variable that is lost would switch the hard limit off in silence.
        """
        name = self._environ.get("PARENT_SECRET")
        if name is None:
            self._problems.append("PARENT_SECRET must be set; it may be empty")
        elif not name and mode == HardLimit.SUSPEND.value:
            self._problems.append("HARD_LIMIT must be dry-run where PARENT_SECRET is empty")
        return name or ""

    def override(self, name: str) -> str | None:
        try:
            return loopback_base_url(self._environ.get(name, ""))
        except ValueError as rule:
            # Not shown: an address that is no override may hold a password.
            self._problems.append(f"{name} {rule}; leave it unset but on the embedded cloud")
            return None

    def refuse_problems(self) -> None:
        if self._problems:
            raise ConfigurationError(
                f"The watcher's environment variables cannot be used: {'; '.join(self._problems)}. "
                "The program sets them. Type: pulumi up"
            )
