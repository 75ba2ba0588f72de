"""The texts of the environment's Twilio account: read, and sent."""

from collections.abc import Mapping
from typing import Any

from berthcare.keep_alive.errands import BODY, Text
from berthcare.twilio_client import asked, asked_patiently, twilio_client

MOST = 1000
"""Records looked at for each number and direction: one page, more than any idle number has."""


class TwilioTexts:
    """One account, by its own SID and auth token. Raises `BerthcareError` for every refusal."""

    def __init__(self, account_sid: str, auth_token: str, environ: Mapping[str, str]) -> None:
        self._client = twilio_client(account_sid, auth_token, environ)

    def of(self, number: str) -> list[Text]:
        """Return the newest texts that the number received and sent, of any time."""
        return [*self._newest(to=number), *self._newest(from_=number)]

    def send(self, sender: str, recipient: str) -> None:
        """Send one keep-alive text. It is never repeated: a lost answer may hide a sent text."""
        asked(
            f"to text {recipient}",
            lambda: self._client.messages.create(from_=sender, to=recipient, body=BODY),
        )

    def _newest(self, **end: str) -> list[Text]:
        records = asked_patiently(
            f"for the texts of {' '.join(end.values())}",
            lambda: self._client.messages.list(**end, limit=MOST),
        )
        return [_text(record) for record in records]


def _text(record: Any) -> Text:
    return Text(
        sender=record.from_ or "",
        recipient=record.to or "",
        direction=record.direction or "",
        status=record.status or "",
        created=record.date_created,
    )
