"""What is rotated: a subaccount that serves, and two secrets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from twilio.request_validator import (
    RequestValidator,
)

from berthcare.environments import Environment
from berthcare.names import Names
from berthcare.webhooks import Webhooks
from localcloud.twilio.fixture import RunningEmulator
from tests.functions.rotation.stored import PENDING, PREVIOUS, Content, Stored

NAMES = Names(Environment.STAGING)
WEBHOOKS = Webhooks.of("https://api-staging.berthcare.ca")
URLS = {
    "voice_webhook_url": WEBHOOKS.voice_url,
    "voice_status_callback": WEBHOOKS.voice_status_callback,
    "sms_webhook_url": WEBHOOKS.sms_url,
    "sms_status_callback": WEBHOOKS.sms_status_callback,
}
WEBHOOK_TOKEN = "b" * 32
STORED_WEBHOOKS = {**URLS, "webhook_auth_token": WEBHOOK_TOKEN}
REQUESTED, SECONDARY, OPEN = "TWILIO_REQUESTED", "TWILIO_SECONDARY", "ROTATION_OPEN"
_SMS = {"From": "+14165550100", "MessageSid": "SM" + "0" * 32}


@dataclass(frozen=True)
class World:
    """Twilio's emulator and a Secrets Manager, and what was made in them."""

    aws: Mapping[str, str]
    """Variables that lead an AWS SDK to that Secrets Manager."""
    twilio: RunningEmulator
    serving_sid: str
    account: Stored
    webhooks: Stored
    _http: requests.Session

    @classmethod
    def make(cls, aws: Mapping[str, str], twilio: RunningEmulator, client: Any) -> "World":
        """Make a subaccount, and the two secrets by a client of Secrets Manager."""
        http = requests.Session()
        answer = http.post(
            f"{twilio.base_url}/2010-04-01/Accounts.json",
            data={"FriendlyName": NAMES.subaccount},
            auth=(twilio.account_sid, twilio.auth_token),
            timeout=10,
        )
        serving = str(answer.json()["sid"])
        account = {"account_sid": serving, "auth_token": twilio.token_of(serving)}
        return cls(
            aws,
            twilio,
            serving,
            Stored.make(client, NAMES.account_secret, account),
            Stored.make(client, NAMES.webhooks_secret, STORED_WEBHOOKS),
            http,
        )

    def variables(self) -> dict[str, str]:
        """Environment variables of the function, and of Lambda around it."""
        return {
            **self.aws,
            "BERTHCARE_ENVIRONMENT": "staging",
            "TWILIO_SERVING_ACCOUNT_SID": self.serving_sid,
            "ACCOUNT_SECRET": NAMES.account_secret,
            "WEBHOOKS_SECRET": NAMES.webhooks_secret,
            "SETTLING_SECONDS": "0",
            "TWILIO_BASE_URL": self.twilio.base_url,
        }

    @property
    def primary(self) -> str:
        """The token that Twilio signs webhooks by."""
        return self.twilio.token_of(self.serving_sid)

    def credentials(self, token: str) -> Content:
        """Return what the account's secret holds where this is the token."""
        return {"account_sid": self.serving_sid, "auth_token": token}

    def accepts(self, token: str) -> bool:
        """Tell whether Twilio accepts a token of the account that serves."""
        url = f"{self.twilio.base_url}/2010-04-01/Accounts/{self.serving_sid}.json"
        return self._http.get(url, auth=(self.serving_sid, token), timeout=10).status_code == 200

    def make_secondary(self) -> str:
        """Make a secondary token as a person does, and return it."""
        made = self._auth_tokens("POST", "Secondary")
        made.raise_for_status()
        return str(made.json()["secondary_auth_token"])

    def delete_secondary(self) -> None:
        """Delete the secondary token, if there is one, as a person does."""
        self._auth_tokens("DELETE", "Secondary")

    def promote(self) -> None:
        """Promote the secondary token as a person does."""
        self._auth_tokens("POST", "Promote").raise_for_status()

    def has_secondary(self) -> bool:
        """Tell whether there is a secondary token, by deleting it."""
        return self._auth_tokens("DELETE", "Secondary").status_code == 204

    def set_status(self, status: str) -> None:
        """Suspend or resume the account that serves, by the main account."""
        url = f"{self.twilio.base_url}/2010-04-01/Accounts/{self.serving_sid}.json"
        main = (self.twilio.account_sid, self.twilio.auth_token)
        self._http.post(url, data={"Status": status}, auth=main, timeout=10).raise_for_status()

    def is_signed_for(self) -> bool:
        """Tell whether verifiers accept what Twilio signs now, by current or previous token."""
        signature = RequestValidator(self.primary).compute_signature(WEBHOOKS.sms_url, _SMS)
        return any(
            RequestValidator(stored["auth_token"]).validate(WEBHOOKS.sms_url, _SMS, signature)
            for stored in self.account.values().values()
        )

    def _auth_tokens(self, method: str, resource: str) -> requests.Response:
        return self._http.request(
            method,
            f"{self.twilio.base_url}/v1/AuthTokens/{resource}",
            headers={"X-Twilio-Host": "accounts.twilio.com"},
            auth=(self.serving_sid, self.primary),
            timeout=10,
        )

    def reset(self) -> None:
        """Bring everything to where nothing is under way, whatever a test did."""
        self.twilio.clear_faults()
        self.set_status("active")
        self.delete_secondary()
        for stored, content in (
            (self.account, self.credentials(self.primary)),
            (self.webhooks, STORED_WEBHOOKS),
        ):
            if stored.value() != content:
                stored.write(content)
            stored.unlabel(PENDING, PREVIOUS, REQUESTED, SECONDARY, OPEN)
