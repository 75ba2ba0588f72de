"""What the watcher looks at, on the embedded cloud: a subaccount that serves, secrets, webhooks."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from berthcare.environments import Environment
from berthcare.names import Names
from berthcare.number_pool import NumberPool
from berthcare.webhooks import Webhooks
from localcloud.gateway.fixture import RunningAws, running_aws
from localcloud.receiver.fixture import running_receiver
from localcloud.twilio.fixture import RunningEmulator, running_emulator

NAMES = Names(Environment.STAGING)
WEBHOOKS = Webhooks.of("https://api-staging.berthcare.ca")
WEBHOOK_TOKEN = "b" * 32
SPENT = 20
"""More than this many US dollars the subaccount has spent this month."""


@dataclass(frozen=True)
class World:
    """The clouds, and what was made in them."""

    aws: RunningAws
    twilio: RunningEmulator
    receiver_url: str
    serving_sid: str
    numbers: tuple[str, ...]
    _undo: list[Callable[[], object]] = field(default_factory=list)

    def variables(self) -> dict[str, str]:
        """Environment variables of the function, and of Lambda around it."""
        return {
            **self.aws.environment(),
            "BERTHCARE_ENVIRONMENT": "staging",
            "TWILIO_SERVING_ACCOUNT_SID": self.serving_sid,
            "PARENT_SECRET": NAMES.parent_secret,
            "ACCOUNT_SECRET": NAMES.account_secret,
            "NUMBERS_SECRET": NAMES.phone_numbers_secret,
            "WEBHOOKS_SECRET": NAMES.webhooks_secret,
            "SPEND_LIFT_PARAMETER": NAMES.spend_lift_parameter,
            "SPEND_LIMIT_USD": "1000",
            "HARD_LIMIT": "suspend",
            "TWILIO_BASE_URL": self.twilio.base_url,
            "BERTHCARE_WEBHOOK_RECEIVER": self.receiver_url,
        }

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every value that no output may show."""
        tokens = [self.twilio.token_of(sid) for sid in (self.serving_sid, self.twilio.account_sid)]
        return (*tokens, WEBHOOK_TOKEN, self.aws.secret_access_key, *self.numbers)

    def ask(
        self,
        method: str,
        path: str,
        form: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
    ) -> requests.Response:
        """Ask the emulator below the subaccount, by the main account's credentials."""
        return requests.request(
            method,
            f"{self.twilio.base_url}/2010-04-01/Accounts/{self.serving_sid}{path}.json",
            data=form,
            auth=auth or (self.twilio.account_sid, self.twilio.auth_token),
            timeout=10,
        )

    def status_of(self, account_sid: str) -> str:
        """Return an account's status at Twilio."""
        url = f"{self.twilio.base_url}/2010-04-01/Accounts/{account_sid}.json"
        auth = (self.twilio.account_sid, self.twilio.auth_token)
        return str(requests.get(url, auth=auth, timeout=10).json()["status"])

    def configure(self, number: str, **settings: str) -> str:
        """Change a number behind the program's back; return its SID."""
        (owned,) = [one for one in self.twilio.numbers() if one.number == number]
        path = f"/IncomingPhoneNumbers/{owned.sid}"
        self.ask("POST", path, settings).raise_for_status()
        self._undo.append(lambda: self.ask("POST", path, _wiring()))
        return owned.sid

    def call(self, auth: tuple[str, str] | None = None) -> int:
        """Place a call; return the status of Twilio's answer."""
        form = {"From": self.numbers[0], "To": "+16475550199", "Url": WEBHOOKS.voice_url}
        return self.ask("POST", "/Calls", form, auth).status_code

    def this_month(self) -> str:
        """Return Twilio's month, `YYYY-MM`."""
        record = self.ask("GET", "/Usage/Records/ThisMonth").json()["usage_records"][0]
        return str(record["start_date"])[:7]

    def lift(self, **changes: object) -> None:
        """Write a lift of the limit that covers what is spent, with these fields changed."""
        covering = {"month": self.this_month(), "limit_usd": 5000}
        self._store_lift({**covering, "reason": "-", "by": "-", "at": "-", **changes})
        self._undo.append(lambda: self._store_lift({}))

    def _store_lift(self, document: Mapping[str, object]) -> None:
        self.aws.client("ssm").put_parameter(
            Name=NAMES.spend_lift_parameter,
            Value=json.dumps(document),
            Type="String",
            Overwrite=True,
        )

    def break_receiver(self, **rule: Any) -> None:
        """Add a fault rule of the receiver."""
        faults = f"{self.receiver_url}/_receiver/faults"
        requests.post(faults, json=rule, timeout=10).raise_for_status()
        self._undo.append(lambda: requests.delete(faults, timeout=10))

    def reset(self) -> None:
        """Undo what a test did, whatever that was."""
        self.twilio.clear_faults()
        self.ask("POST", "", {"Status": "active"}).raise_for_status()
        while self._undo:
            self._undo.pop()()


@contextmanager
def running_world(folder: Path) -> Iterator[World]:
    """Run all of it until the block ends; everything is well at first."""
    with ExitStack() as stack:
        aws = stack.enter_context(running_aws(folder))
        twilio = stack.enter_context(running_emulator())
        receiver_url = stack.enter_context(
            # The tests' runs follow in seconds, which are five minutes apart in truth.
            running_receiver(
                Environment.STAGING, aws.environment(), folder / "receiver.log", burst=10_000
            )
        )
        serving = _subaccount(twilio)
        world = World(aws, twilio, receiver_url, serving, tuple(_bought(twilio, serving)))
        twilio.spend(serving, "sms-outbound", str(SPENT))
        _store(world)
        world._store_lift({})
        yield world


def _subaccount(twilio: RunningEmulator) -> str:
    answer = requests.post(
        f"{twilio.base_url}/2010-04-01/Accounts.json",
        data={"FriendlyName": NAMES.subaccount},
        auth=(twilio.account_sid, twilio.auth_token),
        timeout=10,
    )
    return str(answer.json()["sid"])


def _bought(twilio: RunningEmulator, serving: str) -> Iterator[str]:
    account = f"{twilio.base_url}/2010-04-01/Accounts/{serving}"
    auth = (twilio.account_sid, twilio.auth_token)
    search = f"{account}/AvailablePhoneNumbers/CA/Local.json?AreaCode=416"
    offers = requests.get(search, auth=auth, timeout=10).json()["available_phone_numbers"]
    for offer in offers[:3]:
        form = {"PhoneNumber": offer["phone_number"], **_wiring()}
        url = f"{account}/IncomingPhoneNumbers.json"
        requests.post(url, data=form, auth=auth, timeout=10).raise_for_status()
        yield offer["phone_number"]


def _wiring() -> dict[str, str]:
    return {
        "VoiceUrl": WEBHOOKS.voice_url,
        "StatusCallback": WEBHOOKS.voice_status_callback,
        "SmsUrl": WEBHOOKS.sms_url,
        "VoiceMethod": "POST",
        "SmsApplicationSid": "",
    }


def _store(world: World) -> None:
    twilio, serving = world.twilio, world.serving_sid
    voice, sms, backup = world.numbers
    values: dict[str, Mapping[str, object]] = {
        NAMES.parent_secret: {
            "account_sid": twilio.account_sid,
            "auth_token": twilio.auth_token,
        },
        NAMES.account_secret: {"account_sid": serving, "auth_token": twilio.token_of(serving)},
        NAMES.phone_numbers_secret: NumberPool.of(voice, sms, [backup], stored=None).document(),
        NAMES.webhooks_secret: {
            "voice_webhook_url": WEBHOOKS.voice_url,
            "voice_status_callback": WEBHOOKS.voice_status_callback,
            "sms_webhook_url": WEBHOOKS.sms_url,
            "sms_status_callback": WEBHOOKS.sms_status_callback,
            "webhook_auth_token": WEBHOOK_TOKEN,
        },
    }
    client = world.aws.client("secretsmanager")
    for name, value in values.items():
        client.create_secret(Name=name, SecretString=json.dumps(value))
