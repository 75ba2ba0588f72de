"""What reached the receiver, kept in memory for whoever verifies the deployment."""

from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass

KEPT = 500
"""The oldest deliveries are forgotten beyond this many."""
_LONGEST_FIELD = 64
# Twilio names a delivery's subject in one of these (Twilio docs: "Twilio's request to your
# application", voice and messaging; API page UsageTrigger, "Webhook properties").
_SID_FIELDS = ("CallSid", "MessageSid", "SmsSid", "UsageTriggerSid")


@dataclass(frozen=True)
class Delivery:
    """One request to a webhook path. Of its fields only these are kept: no body text, no token."""

    path: str
    sid: str
    """SID of the call, message or usage trigger; empty where the request names none."""
    sender: str
    recipient: str
    verified: bool
    """The signature was made with the account's auth token."""
    status: int
    """The HTTP status that the receiver answered."""

    @classmethod
    def of(
        cls, path: str, fields: Mapping[str, object], *, verified: bool, status: int
    ) -> "Delivery":
        """Take what is kept out of a request's form fields; a forged one may hold anything."""
        return cls(
            path=path,
            sid=next((_text(fields, name) for name in _SID_FIELDS if name in fields), ""),
            sender=_text(fields, "From"),
            recipient=_text(fields, "To"),
            verified=verified,
            status=status,
        )

    def as_json(self) -> dict[str, object]:
        """Return the delivery with Twilio's words for the two ends: `from` and `to`."""
        fields = asdict(self)
        fields["from"] = fields.pop("sender")
        fields["to"] = fields.pop("recipient")
        return fields


class DeliveryLog:
    """The last deliveries, the oldest first."""

    def __init__(self, kept: int = KEPT) -> None:
        self._deliveries: deque[Delivery] = deque(maxlen=kept)

    def add(self, delivery: Delivery) -> None:
        """Remember a delivery."""
        self._deliveries.append(delivery)

    def as_json(self) -> dict[str, list[dict[str, object]]]:
        """Return what `GET /_receiver/deliveries` answers."""
        return {"deliveries": [delivery.as_json() for delivery in self._deliveries]}


def _text(fields: Mapping[str, object], name: str) -> str:
    return str(fields.get(name, ""))[:_LONGEST_FIELD]
