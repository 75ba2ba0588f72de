"""A request that Twilio did not sign is refused."""

import base64
from secrets import token_bytes
from urllib.parse import urlsplit

from berthcare.verification.check import Check
from berthcare.verification.context import Context
from berthcare.verification.outcome import Outcome

_SIGNATURE_BYTES = 20  # HMAC-SHA1, as Twilio's
_REFUSED = 403


def _run(context: Context) -> Outcome:
    receiver = context.given_receiver()
    bundle = context.bundle()
    webhooks = bundle.webhooks
    fields = {"From": bundle.voice_number, "To": bundle.sms_number}
    accepted = []
    for url in (webhooks.voice_url, webhooks.sms_url):
        parts = urlsplit(url)
        forged = base64.b64encode(token_bytes(_SIGNATURE_BYTES)).decode()
        status = receiver.post(parts.path, parts.netloc, fields, forged)
        if status != _REFUSED:
            accepted.append(f"{parts.path} answered {status}")
    if accepted:
        return Outcome.failed(
            f"a forged signature was not refused with {_REFUSED}: {'; '.join(accepted)}",
            "The backend must verify X-Twilio-Signature before it does anything else.",
        )
    return Outcome.passed(f"a forged signature was refused ({_REFUSED}) at both webhooks")


FORGED_REQUEST = Check(
    name="forged request",
    question="Is a request with a forged signature refused?",
    run=_run,
)
