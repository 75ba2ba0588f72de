"""All readings of one run, side by side, each waiting only for those that it needs."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from .alerts import errors_today
from .endpoint import Probe, probe
from .http_client import HttpClient
from .inventory import Inventory, take_inventory
from .metrics import LATENCIES
from .owned_numbers import owned_numbers
from .patience import Patience
from .readings import Reading, Readings
from .secret_values import parse_credentials, parse_numbers, parse_webhooks, require_account
from .settings import Settings
from .spend_lift import limit_in_force, read_lift
from .stored_secrets import credential_age, read_secret
from .subaccount import Status, Subaccount, read_subaccount
from .twilio_api import Credentials, TwilioApi
from .usage import balance, month_spend, uses_today

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_ssm import SSMClient

_REGION = "ca-central-1"


@dataclass(frozen=True)
class Survey:
    """What is being read."""

    main: Reading[TwilioApi]
    """The API as the main account: the parent, or the serving account where it is no subaccount."""
    limit: Reading[Decimal]
    """The month's limit in US dollars, as the lift leaves it."""
    balance: Reading[Decimal]
    subaccount: Reading[Subaccount] | None
    spend: Reading[Decimal]
    uses: Reading[int]
    errors: Reading[int | None]
    inventory: Reading[Inventory]
    probes: dict[str, Reading[Probe]]
    ages: tuple[Reading[float], ...]


@cache
def _session() -> boto3.Session:
    """Return the session of all runs: to read the services' models takes longer than a run."""
    return boto3.Session(region_name=_REGION)


class Surveyor:
    """Starts the readings of one run."""

    def __init__(
        self,
        settings: Settings,
        readings: Readings,
        http: HttpClient,
        patience: Patience,
        now: datetime,
    ) -> None:
        self._settings = settings
        self._readings = readings
        self._http = http
        self._patience = patience
        self._now = now
        # Clients are made here, by one thread: only their use is safe between threads.
        session: Any = _session()
        config = Config(
            connect_timeout=patience.connect,
            read_timeout=patience.read,
            retries={"mode": "standard", "total_max_attempts": 2},
        )
        self._secrets: SecretsManagerClient = session.client("secretsmanager", config=config)
        self._parameters: SSMClient = session.client("ssm", config=config)

    def survey(self) -> Survey:
        """Start everything."""
        settings, start = self._settings, self._readings.start
        serving = settings.serving_account_sid
        own = start("account secret", self._own_account)
        main = start("parent secret", self._parent_account) if settings.has_subaccount else own
        subaccount = (
            start("subaccount", lambda: read_subaccount(main.needed(), serving))
            if settings.has_subaccount
            else None
        )
        inventory, probes = self._numbers_and_endpoints(main)
        return Survey(
            main=main,
            limit=start("spend lift", self._limit),
            balance=start("balance", lambda: balance(main.needed())),
            subaccount=subaccount,
            spend=start("month's spend", lambda: month_spend(main.needed(), serving)),
            uses=start("uses today", lambda: uses_today(main.needed(), serving)),
            errors=start("alerts", lambda: self._errors(own, subaccount)),
            inventory=inventory,
            probes=probes,
            ages=(
                start("account secret's age", lambda: self._age(settings.account_secret)),
                start("webhooks secret's age", lambda: self._age(settings.webhooks_secret)),
            ),
        )

    def _numbers_and_endpoints(
        self, main: Reading[TwilioApi]
    ) -> tuple[Reading[Inventory], dict[str, Reading[Probe]]]:
        settings, start = self._settings, self._readings.start
        webhooks = start(
            "webhooks secret", lambda: parse_webhooks(self._secret(settings.webhooks_secret))
        )
        wanted = start(
            "numbers secret", lambda: parse_numbers(self._secret(settings.numbers_secret))
        )
        owned = start("numbers", lambda: owned_numbers(main.needed(), settings.serving_account_sid))
        inventory = start(
            "inventory",
            lambda: take_inventory(wanted.needed(), owned.needed(), webhooks.needed()),
        )

        def probed(key: str) -> Probe:
            url = getattr(webhooks.needed(), key)
            return probe(self._http, url, settings.receiver_override, self._patience)

        probes = {key: start(f"endpoint {key}", partial(probed, key)) for key in LATENCIES}
        return inventory, probes

    def _own_account(self) -> TwilioApi:
        credentials = parse_credentials(self._secret(self._settings.account_secret))
        return self._api(require_account(credentials, self._settings.serving_account_sid))

    def _parent_account(self) -> TwilioApi:
        return self._api(parse_credentials(self._secret(self._settings.parent_secret)))

    def _api(self, credentials: Credentials) -> TwilioApi:
        return TwilioApi(self._http, credentials, self._settings.twilio_override)

    def _secret(self, name: str) -> str:
        return read_secret(self._secrets, name)

    def _age(self, name: str) -> float:
        return credential_age(self._secrets, name, self._now)

    def _limit(self) -> Decimal:
        lift = read_lift(self._parameters, self._settings.spend_lift_parameter)
        return limit_in_force(self._settings.spend_limit, lift, f"{self._now:%Y-%m}")

    def _errors(
        self, own: Reading[TwilioApi], subaccount: Reading[Subaccount] | None
    ) -> int | None:
        """Read the alerts; `None` where Twilio would refuse.

        A suspended account's own credentials do nothing any more (error 20403). That is what a
        suspension is, and no failure of the watcher.
        """
        known = subaccount.value() if subaccount is not None else None
        if known is not None and known.status is not Status.ACTIVE:
            return None
        return errors_today(own.needed(), self._now.date())
