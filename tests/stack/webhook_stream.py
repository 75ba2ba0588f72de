"""A stream of genuine webhooks, and of forged ones among them, while something is being done.

Texts go from one number of the environment to another, so Twilio signs a webhook for each with
whatever token is primary at that moment. They are sent by the stored token, as the backend would.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests
from twilio.request_validator import RequestValidator

from berthcare.webhooks import SMS_PATH
from tests.stack.embedded import EmbeddedCloud

PERIOD_SECONDS = 0.05
_FORGED_EACH = 25
"""One forged webhook for so many genuine ones: 0.8 a second, below the receiver's rate limit (1 a
second), or its 429 would hide the 403 that is looked for."""
_READ_AGAIN_SECONDS = 1.0
"""How long the sender keeps the token that it read."""
_FORGER_S_TOKEN = "forger" + "0" * 26
HOST = "api-staging.berthcare.ca"


@dataclass
class Seen:
    """What came of the stream."""

    sent: int = 0
    """Texts that Twilio took."""
    refused_by_twilio: list[int] = field(default_factory=list)
    """Statuses of texts that it did not take."""
    forged: list[int] = field(default_factory=list)
    """What the receiver answered to webhooks that a stranger signed."""


class WebhookStream:
    """Sends until it is stopped."""

    def __init__(self, cloud: EmbeddedCloud) -> None:
        self._cloud = cloud
        self._variables = cloud.environment
        numbers = cloud.secret("staging/twilio/phone-numbers")
        self._from, self._to = numbers["sms_number"], numbers["backup_numbers"][0]
        self._stopped = threading.Event()
        self._account: dict[str, Any] = {}
        self._read_at = float("-inf")
        self.seen = Seen()

    def run(self) -> None:
        """Send one text after the other."""
        with requests.Session() as session:
            due = time.monotonic()
            while not self._stopped.is_set():
                self._text(session)
                if self.seen.sent % _FORGED_EACH == 0:
                    self.seen.forged.append(self.status_of_a_webhook_signed_by(_FORGER_S_TOKEN))
                due += PERIOD_SECONDS
                self._stopped.wait(max(0.0, due - time.monotonic()))

    def stop(self) -> None:
        """Send no more."""
        self._stopped.set()

    def status_of_a_webhook_signed_by(self, token: str) -> int:
        """Return what the receiver answers to a webhook with a signature by this token."""
        fields = {"MessageSid": "SM" + "0" * 32, "From": self._from, "To": self._to}
        signature = RequestValidator(token).compute_signature(f"https://{HOST}{SMS_PATH}", fields)
        answer = requests.post(
            self._variables["BERTHCARE_WEBHOOK_RECEIVER"] + SMS_PATH,
            data=fields,
            headers={"Host": HOST, "X-Twilio-Signature": signature},
            timeout=10,
        )
        return answer.status_code

    def _text(self, session: requests.Session) -> None:
        account = self._stored_account()
        sid = account["account_sid"]
        answer = session.post(
            f"{self._variables['TWILIO_BASE_URL']}/2010-04-01/Accounts/{sid}/Messages.json",
            data={"From": self._from, "To": self._to, "Body": "Rehearsal"},
            auth=(sid, account["auth_token"]),
            timeout=10,
        )
        if answer.status_code == 201:
            self.seen.sent += 1
        else:
            self.seen.refused_by_twilio.append(answer.status_code)

    def _stored_account(self) -> dict[str, Any]:
        if time.monotonic() - self._read_at > _READ_AGAIN_SECONDS:
            self._account = self._cloud.secret("staging/twilio/account")
            self._read_at = time.monotonic()
        return self._account


@contextmanager
def streaming(cloud: EmbeddedCloud) -> Iterator[WebhookStream]:
    """Send from here to the end of the block."""
    stream = WebhookStream(cloud)
    thread = threading.Thread(target=stream.run, name="webhook stream")
    thread.start()
    try:
        yield stream
    finally:
        stream.stop()
        thread.join()
