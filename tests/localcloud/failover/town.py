"""An environment with two numbers, two backups and its three secrets, made without the engine."""

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

from berthcare.documents import secret_access
from berthcare.number_pool import NumberPool
from berthcare.verification.receiver import Delivery, Receiver
from localcloud.gateway.fixture import ACCOUNT_ID, RunningAws
from localcloud.twilio.entities import PhoneNumber
from localcloud.twilio.fixture import ACCOUNT_SID, AUTH_TOKEN, RunningEmulator
from tests.localcloud.verification.small_stack import (
    BACKEND,
    DEPLOYER,
    NAMES,
    WEBHOOK_TOKEN,
    WEBHOOKS,
    api,
    make_backend_role,
    make_key,
    make_secret,
)

_SETTINGS = {
    "VoiceUrl": WEBHOOKS.voice_url,
    "StatusCallback": WEBHOOKS.voice_status_callback,
    "SmsUrl": WEBHOOKS.sms_url,
}


@dataclass(frozen=True)
class Town:
    """The running clouds, and the environment as it was at the beginning of a test."""

    aws: RunningAws
    twilio: RunningEmulator
    receiver: Receiver
    home: NumberPool
    known: frozenset[str]
    """SIDs of calls and texts that the receiver heard of before."""

    def pool(self) -> NumberPool:
        """Return what the secret holds."""
        secrets = self.aws.client("secretsmanager")
        value = secrets.get_secret_value(SecretId=NAMES.phone_numbers_secret)
        return NumberPool.parse(value["SecretString"])

    def versions(self) -> set[str]:
        """Return the versions that the secret has had and still knows."""
        listed = self.aws.client("secretsmanager").list_secret_version_ids(
            SecretId=NAMES.phone_numbers_secret, IncludeDeprecated=True
        )
        return {version["VersionId"] for version in listed["Versions"]}

    def serving_number(self, key: str) -> str:
        """Return the number as the backend reads it from the secret, by its own role."""
        session = self.aws.session_for(BACKEND, "berthcare-verify-failover")
        client = self.aws.client("secretsmanager", session)
        text = client.get_secret_value(SecretId=NAMES.phone_numbers_secret)["SecretString"]
        return str(json.loads(text)[key])

    def numbers(self) -> list[PhoneNumber]:
        """Return the numbers as the Twilio emulator has them now."""
        return copy.deepcopy(self.twilio.numbers())

    def owned(self, number: str) -> PhoneNumber:
        """Return one number as the Twilio emulator has it now."""
        return next(one for one in self.numbers() if one.number == number)

    def configure(self, number: str, **settings: str) -> None:
        """Change a number in Twilio behind the program's back."""
        api(self.twilio, f"IncomingPhoneNumbers/{self.owned(number).sid}.json", settings)

    def release(self, number: str) -> None:
        """Release a number behind the program's back."""
        sid = self.owned(number).sid
        account = self.twilio.account_sid
        requests.delete(
            f"{self.twilio.base_url}/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/{sid}.json",
            auth=(account, self.twilio.auth_token),
            timeout=10,
        ).raise_for_status()

    def post(self, path: str, **fields: str) -> Any:
        """Post to the Twilio account, and wait until what came of it has ended."""
        answer = api(self.twilio, path, fields)
        self.twilio.settle()
        return answer

    def texts(self, **filters: str) -> list[Mapping[str, Any]]:
        """Return the account's message records, newest first."""
        query = "&".join(f"{name}=%2B{value[1:]}" for name, value in filters.items())
        listed: list[Mapping[str, Any]] = api(self.twilio, f"Messages.json?PageSize=1000&{query}")[
            "messages"
        ]
        return listed

    def arrivals(self, recipient: str) -> list[Delivery]:
        """Return the signed requests about a number that reached the receiver."""
        return [
            delivery
            for delivery in self.receiver.deliveries()
            if delivery.recipient == recipient
            and delivery.verified
            and delivery.sid not in self.known
        ]


def settle_in(aws: RunningAws, twilio: RunningEmulator, receiver: Receiver) -> Town:
    """Buy four numbers in an empty Twilio account, and put them into the secret."""
    offered = api(twilio, "AvailablePhoneNumbers/CA/Local.json?AreaCode=604")
    numbers = [offer["phone_number"] for offer in offered["available_phone_numbers"][:4]]
    for number in numbers:
        api(twilio, "IncomingPhoneNumbers.json", {"PhoneNumber": number, **_SETTINGS})
    voice, sms, *backups = numbers
    home = NumberPool.of(voice, sms, backups, None)
    aws.client("secretsmanager").put_secret_value(
        SecretId=NAMES.phone_numbers_secret, SecretString=json.dumps(home.document())
    )
    known = frozenset(delivery.sid for delivery in receiver.deliveries())
    return Town(aws, twilio, receiver, home, known)


def make_secrets(aws: RunningAws) -> None:
    """Make the three secrets; the numbers come into theirs later."""
    key_arn = make_key(
        aws, secret_access.secrets_key_policy(NAMES, ACCOUNT_ID, [BACKEND], [DEPLOYER])
    )
    make_backend_role(aws, key_arn)
    credentials = {"account_sid": ACCOUNT_SID, "auth_token": AUTH_TOKEN}
    make_secret(aws, NAMES.account_secret, key_arn, credentials)
    make_secret(aws, NAMES.phone_numbers_secret, key_arn, {})
    addresses = {
        "voice_webhook_url": WEBHOOKS.voice_url,
        "voice_status_callback": WEBHOOKS.voice_status_callback,
        "sms_webhook_url": WEBHOOKS.sms_url,
        "sms_status_callback": WEBHOOKS.sms_status_callback,
        "webhook_auth_token": WEBHOOK_TOKEN,
    }
    make_secret(aws, NAMES.webhooks_secret, key_arn, addresses)
