"""Twilio calls the addresses that the backend expects: no number, nor any backup, has drifted."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from berthcare.verification.check import Check
from berthcare.verification.context import Context
from berthcare.verification.outcome import Outcome
from berthcare.verification.twilio_account import NumberConfiguration
from berthcare.verification.twilio_bundle import TwilioBundle
from berthcare.webhooks import Webhooks

_METHOD = "POST"


def _run(context: Context) -> Outcome:
    bundle = context.bundle()
    twilio = context.twilio()
    found = {number: twilio.number(number) for number in bundle.numbers}
    differences = list(drift(bundle, found))
    if differences:
        return Outcome.failed(
            "; ".join(differences),
            f"Write the webhooks again: pulumi up --refresh --stack {context.stack}",
        )
    reserve = f", {len(bundle.pool.backups)} of them in reserve" if bundle.pool.backups else ""
    numbers = f"number{'s' * (len(found) != 1)}"
    return Outcome.passed(f"{len(found)} {numbers}{reserve}, call the addresses of the secret")


def drift(bundle: TwilioBundle, found: Mapping[str, NumberConfiguration | None]) -> Iterator[str]:
    """Yield what differs between the numbers in Twilio and the secrets, in words.

    `found` maps each number of the bundle to what Twilio has for it. Each calls all webhooks, so
    that any one can stand in for another.
    """
    for number, configuration in found.items():
        if configuration is None:
            yield f"{number} is not in the Twilio account"
            continue
        for sid in configuration.overridden_by:
            yield f"{number} asks {sid} instead of its webhooks"
        yield from _drift_of(number, configuration, bundle.webhooks)


def _drift_of(number: str, found: NumberConfiguration, wanted: Webhooks) -> Iterator[str]:
    yield from _url_drift(f"{number} voice_url", found.voice_url, wanted.voice_url)
    yield from _url_drift(
        f"{number} status_callback", found.status_callback, wanted.voice_status_callback
    )
    yield from _url_drift(f"{number} sms_url", found.sms_url, wanted.sms_url)
    for kind, method in (("voice", found.voice_method), ("SMS", found.sms_method)):
        if method != _METHOD:
            yield f"{number} calls its {kind} webhook by {method}, not {_METHOD}"


def _url_drift(what: str, found: str, wanted: str) -> Iterator[str]:
    if found != wanted:
        yield f"{what} is {_shown(found)}, not {_shown(wanted)}"


def _shown(url: str) -> str:
    """Return a URL without what may hold a secret: user, password, query."""
    parts = urlsplit(url)
    hidden = "…" if parts.query or "@" in parts.netloc else ""
    return f"{parts.scheme}://{parts.hostname}{parts.path}{hidden}" if url else "not set"


NUMBER_WEBHOOKS = Check(
    name="number webhooks",
    question="Do every number's webhooks in Twilio, backups included, equal those in the secret?",
    run=_run,
)
