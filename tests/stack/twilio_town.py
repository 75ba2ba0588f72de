"""The serving Twilio account of a deployed stack, and the backend that its webhooks reach."""

import time
from decimal import Decimal
from typing import Any

import requests

from tests.stack.embedded import EmbeddedCloud

_HANDSET = "+16475550199"
_ALERT_SECONDS = 20
_OFTEN = 1_000


class TwilioTown:
    """Staging's subaccount, used and misused."""

    def __init__(self, cloud: EmbeddedCloud, sid: str) -> None:
        self.cloud = cloud
        self.sid = sid
        self.main_sid = cloud.environment["TWILIO_ACCOUNT_SID"]
        numbers = cloud.secret("staging/twilio/phone-numbers")
        self.voice_number, self.sms_number = numbers["voice_number"], numbers["sms_number"]

    def answer(self, method: str, path: str, account: str = "", **form: str) -> requests.Response:
        """Ask Twilio below an account, the subaccount unless another is named, as the main one."""
        variables = self.cloud.environment
        return requests.request(
            method,
            f"{variables['TWILIO_BASE_URL']}/2010-04-01/Accounts/{account or self.sid}{path}",
            data=form,
            auth=(self.main_sid, variables["TWILIO_AUTH_TOKEN"]),
            timeout=10,
        )

    def asked(self, method: str, path: str, account: str = "", **form: str) -> dict[str, Any]:
        """Ask Twilio as above, and return what it answers."""
        answer = self.answer(method, path, account, **form)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def status(self, account: str = "") -> str:
        """Return an account's status, the subaccount's unless another is named."""
        return str(self.asked("GET", ".json", account)["status"])

    def call(self) -> int:
        """Let our number call a handset; return the HTTP status that Twilio answers."""
        url = self.cloud.secret("staging/twilio/webhooks")["voice_webhook_url"]
        form = {"From": self.voice_number, "To": _HANDSET, "Url": url}
        return self.answer("POST", "/Calls.json", **form).status_code

    def number(self, number: str) -> dict[str, Any]:
        """Return a number that the subaccount owns."""
        path = f"/IncomingPhoneNumbers.json?PhoneNumber=%2B{number[1:]}"
        found: dict[str, Any] = self.asked("GET", path)["incoming_phone_numbers"][0]
        return found

    def configure(self, number_sid: str, **form: str) -> None:
        """Change a number of the subaccount."""
        self.asked("POST", f"/IncomingPhoneNumbers/{number_sid}.json", **form)

    def move_back(self, number_sid: str) -> None:
        """Move a number from the main account to the subaccount."""
        path = f"/IncomingPhoneNumbers/{number_sid}.json"
        self.asked("POST", path, self.main_sid, AccountSid=self.sid)

    def spent(self) -> Decimal:
        """Return the subaccount's spend of this month in US dollars."""
        path = "/Usage/Records/ThisMonth.json?Category=totalprice"
        return Decimal(self.asked("GET", path)["usage_records"][0]["price"])

    def spend_up_to(self, dollars: str) -> None:
        """Let the subaccount use calls until so much is spent this month."""
        more = Decimal(dollars) - self.spent()
        assert more >= 0, f"{self.spent()} USD are spent already"
        self.cloud.spend(self.sid, str(more))

    def drain_to(self, dollars: str) -> None:
        """Let the main account use calls until so much is left of the balance."""
        left = Decimal(self.asked("GET", "/Balance.json", self.main_sid)["balance"])
        assert left >= Decimal(dollars), f"{left} USD are left"
        self.cloud.spend(self.main_sid, str(left - Decimal(dollars)))

    def use_up_to(self, uses: int) -> None:
        """Count calls of today, which cost nothing, up to a number of calls and texts."""
        paths = [f"/Usage/Records/Today.json?Category={one}" for one in ("calls", "sms")]
        records = [self.asked("GET", path)["usage_records"] for path in paths]
        used = sum(int(one["count"]) for found in records for one in found)
        self.cloud.spend(self.sid, "0", count=uses - used)

    def break_backend(self, times: int = _OFTEN, **rule: object) -> None:
        """Make the backend misbehave."""
        self._faults("POST", {"times": times, **rule})

    def mend(self) -> None:
        """Let backend and Twilio behave again."""
        self._faults("DELETE", None)
        self.cloud.clear_faults()

    def lose_a_call(self) -> None:
        """Call while the backend fails: Twilio notes an error."""
        before = self._alerts()
        self.break_backend(path="/v1/voice/webhook", status=503)
        assert self.call() == 201
        deadline = time.monotonic() + _ALERT_SECONDS
        while self._alerts() == before:
            assert time.monotonic() < deadline, "Twilio noted no error"
            time.sleep(0.1)
        self.mend()

    def _faults(self, method: str, rule: object) -> None:
        url = f"{self.cloud.environment['BERTHCARE_WEBHOOK_RECEIVER']}/_receiver/faults"
        requests.request(method, url, json=rule, timeout=10).raise_for_status()

    def _alerts(self) -> int:
        """Count the errors that Twilio has noted, which it tells the subaccount alone."""
        account = self.cloud.secret("staging/twilio/account")
        answer = requests.get(
            f"{self.cloud.environment['TWILIO_BASE_URL']}/v1/Alerts",
            headers={"X-Twilio-Host": "monitor.twilio.com"},
            auth=(account["account_sid"], account["auth_token"]),
            timeout=10,
        )
        answer.raise_for_status()
        return len(answer.json()["alerts"])
