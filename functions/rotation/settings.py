"""What the function is told by its environment variables, judged once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from functions.common.variables import Variables

_ACCOUNT_SID = r"AC[0-9a-fA-F]{32}"
_ENVIRONMENTS = ("staging", "production")
_SHORTEST_SETTLING = timedelta(seconds=120)
"""Verifiers keep tokens for 60 seconds. On the embedded cloud it may be shorter."""


@dataclass(frozen=True)
class Settings:
    """The function's configuration. Names of secrets, never their values."""

    environment: str
    account_secret: str
    """Empty where the main account itself serves: its token is not rotated here."""
    webhooks_secret: str
    serving_account_sid: str
    """Empty where there is no account secret."""
    settling: timedelta
    """How long one change rests before the next one is due: until nobody goes by what was."""
    sentry_dsn: str = field(default="", repr=False)
    twilio_override: str | None = None

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the variables. Raises `ConfigurationError` that names every one that is wrong."""
        reader = Variables(environ)
        environment = reader.among("BERTHCARE_ENVIRONMENT", _ENVIRONMENTS)
        account = _account_secret(reader, environ)
        webhooks = reader.given("WEBHOOKS_SECRET")
        serving = _serving_account(reader) if account else ""
        twilio = reader.override("TWILIO_BASE_URL")
        settling = _settling(reader, may_be_short=twilio is not None)
        reader.refuse_problems("rotation")
        return cls(
            environment=environment,
            account_secret=account,
            webhooks_secret=webhooks,
            serving_account_sid=serving,
            settling=settling,
            twilio_override=twilio,
            # What is led to this machine tells nobody outside.
            sentry_dsn="" if twilio else environ.get("SENTRY_DSN", ""),
        )


def _account_secret(variables: Variables, environ: Mapping[str, str]) -> str:
    """Read the secret's name, which is empty where people rotate the account's token.

    It must be said: a variable that is lost would leave promotions undone in silence.
    """
    name = environ.get("ACCOUNT_SECRET")
    if name is None:
        variables.refuse("ACCOUNT_SECRET must be set; it may be empty")
    return name or ""


def _serving_account(variables: Variables) -> str:
    return variables.matching(
        "TWILIO_SERVING_ACCOUNT_SID", _ACCOUNT_SID, "be AC and 32 hexadecimals"
    )


def _settling(variables: Variables, *, may_be_short: bool) -> timedelta:
    text = variables.matching("SETTLING_SECONDS", r"[0-9]{1,4}", "be whole seconds, 9999 at most")
    settling = timedelta(seconds=int(text)) if text.isdecimal() else _SHORTEST_SETTLING
    if settling < _SHORTEST_SETTLING and not may_be_short:
        shortest = int(_SHORTEST_SETTLING.total_seconds())
        variables.refuse(f"SETTLING_SECONDS must be {shortest} at least")
    return settling
