"""Twilio calls the addresses that the backend expects: the numbers have not drifted."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from berthcare.verification.check import Check
from berthcare.verification.context import Context
from berthcare.verification.outcome import Outcome
from berthcare.verification.twilio_account import NumberConfiguration
from berthcare.verification.twilio_bundle import TwilioBundle

_METHOD = "POST"


def _run(context: Context) -> Outcome:
    bundle = context.bundle()
    twilio = context.twilio()
    numbers = dict.fromkeys((bundle.voice_number, bundle.sms_number))
    found = {number: twilio.number(number) for number in numbers}
    differences = list(drift(bundle, found))
    if differences:
        return Outcome.failed(
            "; ".join(differences),
            f"Write the webhooks again: pulumi up --refresh --stack {context.stack}",
        )
    return Outcome.passed(f"{' and '.join(numbers)} call the addresses of the secret")


def drift(bundle: TwilioBundle, found: Mapping[str, NumberConfiguration | None]) -> Iterator[str]:
    """Yield what differs between the numbers in Twilio and the secrets, in words.

    `found` maps both numbers of the bundle to what Twilio has for them.
    """
    for number, configuration in found.items():
        if configuration is None:
            yield f"{number} is not in the Twilio account"
            continue
        for sid in configuration.overridden_by:
            yield f"{number} asks {sid} instead of its webhooks"
    yield from _voice_drift(bundle, found.get(bundle.voice_number))
    yield from _sms_drift(bundle, found.get(bundle.sms_number))


def _voice_drift(bundle: TwilioBundle, found: NumberConfiguration | None) -> Iterator[str]:
    if found is None:
        return
    number = bundle.voice_number
    yield from _url_drift(f"{number} voice_url", found.voice_url, bundle.webhooks.voice_url)
    yield from _url_drift(
        f"{number} status_callback", found.status_callback, bundle.webhooks.voice_status_callback
    )
    if found.voice_method != _METHOD:
        yield f"{number} calls its voice webhook by {found.voice_method}, not {_METHOD}"


def _sms_drift(bundle: TwilioBundle, found: NumberConfiguration | None) -> Iterator[str]:
    if found is None:
        return
    number = bundle.sms_number
    yield from _url_drift(f"{number} sms_url", found.sms_url, bundle.webhooks.sms_url)
    if found.sms_method != _METHOD:
        yield f"{number} calls its SMS webhook by {found.sms_method}, not {_METHOD}"


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
    question="Do the numbers' webhooks in Twilio equal those in the secret?",
    run=_run,
)
