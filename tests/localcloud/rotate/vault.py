"""A Twilio subaccount and its two secrets, as `berthcare rotate` finds and leaves them."""

import contextlib
import json
from dataclasses import dataclass
from typing import Any

import requests

from berthcare.rotate import labels
from berthcare.webhooks import Webhooks
from localcloud.gateway.fixture import RunningAws
from localcloud.twilio.fixture import RunningEmulator
from tests.localcloud.rotate.deployed import NAMES

ACCOUNT, WEBHOOKS = NAMES.account_secret, NAMES.webhooks_secret
_URLS = Webhooks.of("https://api-staging.berthcare.ca")
_WEBHOOK_TOKEN = "b" * 32
_WEBHOOKS_VALUE = {
    "voice_webhook_url": _URLS.voice_url,
    "voice_status_callback": _URLS.voice_status_callback,
    "sms_webhook_url": _URLS.sms_url,
    "sms_status_callback": _URLS.sms_status_callback,
}


@dataclass(frozen=True)
class Vault:
    """The running clouds, and the subaccount that serves."""

    aws: RunningAws
    twilio: RunningEmulator
    sid: str

    def settle(self) -> None:
        """Store what is in force, and leave nothing of an earlier test's rotations."""
        self.twilio.clear_faults()
        account = {"account_sid": self.sid, "auth_token": self.twilio.token_of(self.sid)}
        self.put(ACCOUNT, account)
        self.put(WEBHOOKS, {**_WEBHOOKS_VALUE, "webhook_auth_token": _WEBHOOK_TOKEN})
        self.delete_secondary()

    def put(self, secret: str, value: dict[str, str]) -> None:
        """Write a value by hand, which a rotation that runs gives way to, and drop every label."""
        client = self.aws.client("secretsmanager")
        client.put_secret_value(SecretId=secret, SecretString=json.dumps(value))
        for version, found in self.stages(secret).items():
            for label in set(found) - {labels.CURRENT}:
                self.drop(secret, label, version)

    def drop(self, secret: str, label: str, version: str) -> None:
        """Take a label from a version."""
        # A rotation that gives way takes its own off at the same time.
        client = self.aws.client("secretsmanager")
        with contextlib.suppress(client.exceptions.InvalidParameterException):
            client.update_secret_version_stage(
                SecretId=secret, VersionStage=label, RemoveFromVersionId=version
            )

    def stages(self, secret: str) -> dict[str, list[str]]:
        """Return a secret's versions and their labels."""
        found = self.aws.client("secretsmanager").describe_secret(SecretId=secret)
        stages: dict[str, list[str]] = found["VersionIdsToStages"]
        return stages

    def holder(self, secret: str, label: str) -> str | None:
        """Return the version that a label is on."""
        return next((one for one, on in self.stages(secret).items() if label in on), None)

    def is_rotating(self) -> bool:
        """Tell whether a version is pending and not current."""
        found = [on for secret in (ACCOUNT, WEBHOOKS) for on in self.stages(secret).values()]
        return any(labels.PENDING in on and labels.CURRENT not in on for on in found)

    def token(self, secret: str = ACCOUNT, label: str = labels.CURRENT) -> str:
        """Return the token in the version with a label."""
        found = self.aws.client("secretsmanager").get_secret_value(
            SecretId=secret, VersionStage=label
        )
        value: dict[str, str] = json.loads(found["SecretString"])
        return value["auth_token" if secret == ACCOUNT else "webhook_auth_token"]

    def accepts(self, token: str) -> bool:
        """Tell whether Twilio accepts an auth token of the subaccount."""
        answer = requests.get(
            f"{self.twilio.base_url}/2010-04-01/Accounts/{self.sid}.json",
            auth=(self.sid, token),
            timeout=10,
        )
        return answer.status_code == 200

    def make_secondary(self) -> str:
        """Have Twilio make a secondary token, and return it."""
        return str(self._tokens("POST", "Secondary").json()["secondary_auth_token"])

    def delete_secondary(self) -> bool:
        """Delete the secondary token; tell whether there was one."""
        return self._tokens("DELETE", "Secondary").status_code == 204

    def audit_lines(self, reason: str) -> list[dict[str, Any]]:
        """Return the audit lines with a reason; the log group outlasts a test."""
        events = self.aws.client("logs").filter_log_events(logGroupName=NAMES.operations_log_group)
        lines = [json.loads(event["message"]) for event in events["events"]]
        return [line for line in lines if line["reason"] == reason]

    def seen(self) -> list[object]:
        """Return what a rotation would change, to be compared."""
        return [self.stages(ACCOUNT), self.stages(WEBHOOKS), self.twilio.token_of(self.sid)]

    def _tokens(self, method: str, what: str) -> requests.Response:
        """Ask accounts.twilio.com by the subaccount's primary token."""
        return requests.request(
            method,
            f"{self.twilio.base_url}/v1/AuthTokens/{what}",
            auth=(self.sid, self.twilio.token_of(self.sid)),
            headers={"X-Twilio-Host": "accounts.twilio.com"},
            timeout=10,
        )
