"""The three secrets' contents, judged by the contract with the backend."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from berthcare import identifiers
from berthcare.errors import BerthcareError
from berthcare.number_pool import NumberPool
from berthcare.webhooks import SMS_PATH, SMS_STATUS_PATH, VOICE_PATH, VOICE_STATUS_PATH, Webhooks

_HEXADECIMAL = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class TwilioBundle:
    """What the backend learns from the three secrets."""

    account_sid: str
    auth_token: str = field(repr=False)
    pool: NumberPool
    webhooks: Webhooks
    webhook_auth_token: str = field(repr=False)

    @property
    def voice_number(self) -> str:
        """The number that serves calls now."""
        return self.pool.voice

    @property
    def sms_number(self) -> str:
        """The number that serves texts now; may be the one for calls."""
        return self.pool.sms

    @property
    def numbers(self) -> tuple[str, ...]:
        """Every number of the environment once: those that serve, the primaries, the reserve."""
        pool = self.pool
        serving = (pool.voice, pool.sms, pool.primary_voice, pool.primary_sms)
        return tuple(dict.fromkeys((*serving, *pool.backups)))

    @classmethod
    def parse(cls, account: str, phone_numbers: str, webhooks: str) -> "TwilioBundle":
        """Read the three JSON texts.

        Raises `BerthcareError` that names each key that is missing or of the wrong form, and shows
        no value.
        """
        values: dict[str, str] = {}
        pool, problems_with_pool = _pool(phone_numbers)
        problems = [
            *_judge("account", account, _ACCOUNT, values),
            *problems_with_pool,
            *_judge("webhooks", webhooks, _WEBHOOKS, values),
        ]
        if pool is None or problems:
            raise BerthcareError(
                f"The backend cannot use what it reads: {'; '.join(problems)}.",
                "Write the value anew: aws secretsmanager put-secret-value --secret-id NAME "
                "--secret-string file://value.json",
            )
        return cls(
            account_sid=values["account_sid"],
            auth_token=values["auth_token"],
            pool=pool,
            webhooks=Webhooks(
                voice_url=values["voice_webhook_url"],
                voice_status_callback=values["voice_status_callback"],
                sms_url=values["sms_webhook_url"],
                sms_status_callback=values["sms_status_callback"],
            ),
            webhook_auth_token=values["webhook_auth_token"],
        )


_Rule = tuple[str, Callable[[str], bool]]


def _ends_in(path: str) -> _Rule:
    def accepts(text: str) -> bool:
        base = text.removesuffix(path)
        return base != text and identifiers.problem_with_https_url("", base) is None

    return f"an https URL that ends in {path}", accepts


_ACCOUNT: Mapping[str, _Rule] = {
    "account_sid": (
        "AC and 32 hexadecimal characters",
        lambda text: identifiers.problem_with_account_sid("", text) is None,
    ),
    "auth_token": (
        "32 letters and digits",
        lambda text: identifiers.problem_with_auth_token("", text) is None,
    ),
}
_WEBHOOKS: Mapping[str, _Rule] = {
    "voice_webhook_url": _ends_in(VOICE_PATH),
    "voice_status_callback": _ends_in(VOICE_STATUS_PATH),
    "sms_webhook_url": _ends_in(SMS_PATH),
    "sms_status_callback": _ends_in(SMS_STATUS_PATH),
    "webhook_auth_token": (
        "32 hexadecimal characters",
        lambda text: len(text) == 32 and _HEXADECIMAL.issuperset(text),
    ),
}


def _pool(text: str) -> tuple[NumberPool | None, list[str]]:
    """Return the numbers, or what is wrong with them."""
    try:
        return NumberPool.parse(text), []
    except BerthcareError as error:
        return None, [error.what.rstrip(".")]


def _judge(secret: str, text: str, rules: Mapping[str, _Rule], values: dict[str, str]) -> list[str]:
    """Put the accepted values into `values`, and return what is wrong with the others."""
    try:
        content = json.loads(text)
    except ValueError:
        return [f"{secret} is not JSON"]
    if not isinstance(content, dict):
        return [f"{secret} is not a JSON object"]
    problems = []
    for key, (form, accepts) in rules.items():
        value = content.get(key)
        if value is None:
            problems.append(f"{secret} has no {key}")
        elif not isinstance(value, str) or not accepts(value):
            problems.append(f"{key} of {secret} must be {form}")
        else:
            values[key] = value
    return problems
