"""Asks a webhook receiver what reached it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests

from berthcare.errors import BerthcareError

VARIABLE = "BERTHCARE_WEBHOOK_RECEIVER"
_SECONDS = 10.0


@dataclass(frozen=True)
class Delivery:
    """One webhook request that reached the receiver."""

    path: str
    sid: str
    sender: str
    recipient: str
    verified: bool
    status: int


@dataclass(frozen=True)
class Answer:
    """What the receiver answered to a webhook request."""

    status: int
    retry_after: str
    """The header as it came; empty where there is none."""


class Receiver:
    """A receiver at a base URL, by the interface of `localcloud/receiver/README.md`."""

    def __init__(self, base_url: str) -> None:
        """Take the base URL, http or https. Raises `BerthcareError` for anything else."""
        if urlsplit(base_url).scheme not in ("http", "https"):
            raise BerthcareError(
                "The receiver's address must begin with http:// or https://.",
                "Type it like: --receiver http://127.0.0.1:8090",
            )
        self.base_url = base_url.rstrip("/")

    def deliveries(self) -> list[Delivery]:
        """Return what came, the oldest first. Raises `BerthcareError` without an answer."""
        answer = self._send("GET", "/_receiver/deliveries", {}, {})
        try:
            return [_delivery(item) for item in answer.json()["deliveries"]]
        except (ValueError, KeyError, TypeError):
            raise self._unusable(
                f"answered {answer.status_code} without a list of deliveries"
            ) from None

    def post(self, path: str, host: str, fields: Mapping[str, str], signature: str) -> int:
        """Post a form as Twilio does, signed as given; return the HTTP status."""
        return self.answer_to(path, host, fields, signature).status

    def answer_to(
        self, path: str, host: str, fields: Mapping[str, str], signature: str | None = None
    ) -> Answer:
        """Post a form, signed as given or not at all; return what was answered."""
        signed = {} if signature is None else {"X-Twilio-Signature": signature}
        answer = self._send("POST", path, {"Host": host, **signed}, fields)
        return Answer(answer.status_code, answer.headers.get("Retry-After", ""))

    def _send(
        self, method: str, path: str, headers: Mapping[str, str], fields: Mapping[str, str]
    ) -> requests.Response:
        try:
            with requests.Session() as session:
                session.trust_env = False  # a proxy would answer in the receiver's place
                return session.request(
                    method,
                    self.base_url + path,
                    headers=dict(headers),
                    data=dict(fields),
                    timeout=_SECONDS,
                    allow_redirects=False,
                )
        except requests.RequestException as error:
            raise self._unusable(f"does not answer ({type(error).__name__})") from None

    def _unusable(self, what: str) -> BerthcareError:
        return BerthcareError(
            f"The webhook receiver at {self.base_url} {what}.",
            "Start it with: make up   (or give another: --receiver URL)",
        )


def _delivery(item: Mapping[str, object]) -> Delivery:
    return Delivery(
        path=str(item["path"]),
        sid=str(item["sid"]),
        sender=str(item["from"]),
        recipient=str(item["to"]),
        verified=item["verified"] is True,
        status=int(str(item["status"])),
    )
