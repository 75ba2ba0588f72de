"""A Twilio subaccount with its secrets, as the spend commands find them."""

import json
from dataclasses import dataclass
from typing import Any

import requests

from berthcare.environments import Environment
from berthcare.names import Names
from localcloud.gateway.fixture import ACCOUNT_ID, RunningAws
from localcloud.twilio.fixture import RunningEmulator

NAMES = Names(Environment.STAGING)
DEPLOYER = f"arn:aws:iam::{ACCOUNT_ID}:role/berthcare-deployer"


@dataclass(frozen=True)
class Purse:
    """The running clouds and the subaccount."""

    aws: RunningAws
    twilio: RunningEmulator
    sid: str

    @classmethod
    def open(cls, aws: RunningAws, twilio: RunningEmulator) -> "Purse":
        """Make a subaccount, and store its credentials and those of the account above it."""
        answer = requests.post(
            f"{twilio.base_url}/2010-04-01/Accounts.json",
            data={"FriendlyName": NAMES.subaccount},
            auth=(twilio.account_sid, twilio.auth_token),
            timeout=10,
        )
        answer.raise_for_status()
        purse = cls(aws, twilio, answer.json()["sid"])
        purse.store(NAMES.account_secret, purse.sid)
        purse.store(NAMES.parent_secret, twilio.account_sid)
        return purse

    @property
    def tokens(self) -> tuple[str, str]:
        """Both auth tokens."""
        return (self.twilio.auth_token, self.twilio.token_of(self.sid))

    def store(self, secret: str, sid: str) -> None:
        """Store an account's credentials."""
        value = {"account_sid": sid, "auth_token": self.twilio.token_of(sid)}
        self.aws.client("secretsmanager").put_secret_value(
            SecretId=secret, SecretString=json.dumps(value)
        )

    def spend(self, usd: str) -> None:
        """Spend in the subaccount."""
        self.twilio.spend(self.sid, "sms-outbound", usd)

    def status(self) -> str:
        """Return the subaccount's status, as Twilio has it."""
        return str(self._account("GET")["status"])

    def set_status(self, status: str) -> None:
        """Do what the watcher does at the limit, or a person for ever."""
        self._account("POST", Status=status)

    def store_lift(self, text: str) -> None:
        """Write the parameter behind the program's back."""
        self.aws.client("ssm").put_parameter(
            Name=NAMES.spend_lift_parameter, Type="String", Value=text, Overwrite=True
        )

    def lift(self) -> dict[str, Any]:
        """Return what the parameter holds."""
        value = self.aws.client("ssm").get_parameter(Name=NAMES.spend_lift_parameter)
        lift: dict[str, Any] = json.loads(value["Parameter"]["Value"])
        return lift

    def audit_lines(self, reason: str) -> list[dict[str, Any]]:
        """Return the audit lines with a reason; the log group outlasts a test."""
        events = self.aws.client("logs").filter_log_events(logGroupName=NAMES.operations_log_group)
        lines = [json.loads(event["message"]) for event in events["events"]]
        return [line for line in lines if line["reason"] == reason]

    def _account(self, method: str, **form: str) -> dict[str, Any]:
        answer = requests.request(
            method,
            f"{self.twilio.base_url}/2010-04-01/Accounts/{self.sid}.json",
            data=form,
            auth=(self.twilio.account_sid, self.twilio.auth_token),
            timeout=10,
        )
        answer.raise_for_status()
        account: dict[str, Any] = answer.json()
        return account
