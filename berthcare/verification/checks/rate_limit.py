"""Strangers are slowed down: a burst of requests that nobody signed is answered 429 in the end.

The burst goes to `/v1/test/voice` (a test endpoint by the product's requirements) and bears no
signature, which harms least: a backend refuses it before it reads or does anything, rings nobody,
and no family's call waits behind it. Afterwards a signed request must pass as ever.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit

from twilio.request_validator import (
    RequestValidator,
)

from berthcare.verification.check import Check
from berthcare.verification.context import Context
from berthcare.verification.outcome import Outcome
from berthcare.verification.receiver import Answer, Receiver
from berthcare.verification.twilio_bundle import TwilioBundle

PATH: Final = "/v1/test/voice"
MOST_REQUESTS: Final = 60
"""Of the burst; it ends with the first 429."""
_AT_ONCE = 10
_LONGEST_WAIT_SECONDS = 60.0
_TOO_MANY = 429  # RFC 6585, section 4
_FINE = 200


def _run(context: Context) -> Outcome:
    receiver, bundle = context.given_receiver(), context.bundle()
    host = urlsplit(bundle.webhooks.voice_url).netloc
    fields = {"From": bundle.voice_number, "To": bundle.sms_number}
    answers = _burst(receiver, host, fields)
    limited = [answer for answer in answers if answer.status == _TOO_MANY]
    if not limited:
        return Outcome.failed(
            f"{len(answers)} unsigned requests to {PATH} in a burst, and none was answered "
            f"{_TOO_MANY} (answered: {_told(answers)})",
            "The backend, or the proxy before it, must limit how many requests it takes from one "
            "source.",
        )
    seconds = seconds_to_wait(limited[0].retry_after, datetime.now(timezone.utc))
    if seconds is None or seconds > _LONGEST_WAIT_SECONDS:
        return Outcome.failed(
            f"{PATH} was answered {_TOO_MANY} without a Retry-After of at most "
            f"{_LONGEST_WAIT_SECONDS:.0f} seconds",
            "The backend must say with Retry-After when to ask again (RFC 6585, section 4).",
        )
    context.stopping.wait(seconds)
    status = receiver.post(PATH, host, fields, _signature(bundle, host, fields))
    if status != _FINE:
        return Outcome.failed(
            f"after Retry-After ({seconds:.0f} s) a signed request to {PATH} was answered {status}",
            "A limit must not outlast its Retry-After, nor keep Twilio's own requests out.",
        )
    return Outcome.passed(
        f"an unsigned burst to {PATH} was answered {_TOO_MANY} by request {len(answers)} at the "
        f"latest; after {seconds:.0f} s a signed request passed"
    )


def seconds_to_wait(retry_after: str, now: datetime) -> float | None:
    """Return the seconds that a Retry-After names (RFC 9110, 10.2.3); `None` where it is none."""
    text = retry_after.strip()
    if text.isascii() and text.isdecimal():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    # A date "-0000" is UTC and has no time zone (email.utils).
    aware = until if until.tzinfo else until.replace(tzinfo=timezone.utc)
    return max(0.0, (aware - now).total_seconds())


def _burst(receiver: Receiver, host: str, fields: Mapping[str, str]) -> list[Answer]:
    """Send some requests at once, and more until one is refused for their number."""
    answers: list[Answer] = []
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="burst") as pool:
        while len(answers) < MOST_REQUESTS and not _is_limited(answers):
            sent = [pool.submit(receiver.answer_to, PATH, host, fields) for _ in range(_AT_ONCE)]
            answers += [future.result() for future in sent]
    return answers


def _is_limited(answers: list[Answer]) -> bool:
    return any(answer.status == _TOO_MANY for answer in answers)


def _told(answers: list[Answer]) -> str:
    return ", ".join(map(str, sorted({answer.status for answer in answers})))


def _signature(bundle: TwilioBundle, host: str, fields: Mapping[str, str]) -> str:
    """Sign as Twilio does, with the account's own token ("Webhooks security")."""
    return str(
        RequestValidator(bundle.auth_token).compute_signature(f"https://{host}{PATH}", dict(fields))
    )


RATE_LIMIT = Check(
    name="rate limit",
    question="Is a burst of unsigned requests limited, and genuine traffic not?",
    run=_run,
)
