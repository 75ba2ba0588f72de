"""All readings of one run, side by side, each waiting only for those that it needs."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from functions.common.aws_clients import aws_client
from functions.common.http_client import HttpClient

from .alerts import errors_today
from .endpoint import Probe, probe
from .inventory import Inventory, take_inventory
from .metrics import LATENCIES
from .owned_numbers import owned_numbers
from .patience import Patience
from .readings import Reading, Readings
from .secret_values import parse_credentials, parse_numbers, parse_webhooks, require_account
from .settings import Settings
from .spend_lift import Limit, read_lift
from .stored_secrets import StoredSecret, age_in_days, last_rotated, read_secret
from .subaccount import Status, Subaccount, read_subaccount
from .twilio_api import TwilioApi
from .usage import MonthSpend, balance, month_spend, require_month, uses_today

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_ssm import SSMClient


@dataclass(frozen=True)
class Survey:
    """What is being read."""

    main: Reading[TwilioApi]
    """The API as the main account: the parent, or the serving account where it is no subaccount."""
    limit: Reading[Limit]
    balance: Reading[Decimal]
    subaccount: Reading[Subaccount] | None
    spend: Reading[MonthSpend]
    uses: Reading[int]
    errors: Reading[int | None]
    inventory: Reading[Inventory]
    probes: dict[str, Reading[Probe]]
    ages: tuple[Reading[float], ...]


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
        self._secrets: SecretsManagerClient = aws_client("secretsmanager", patience, attempts=2)
        self._parameters: SSMClient = aws_client("ssm", patience, attempts=2)

    def survey(self) -> Survey:
        """Start everything."""
        settings, start = self._settings, self._readings.start
        serving = settings.serving_account_sid
        account = self._secret("account secret", settings.account_secret)
        webhooks = self._secret("webhooks secret", settings.webhooks_secret)
        aged = [(settings.account_secret, account), (settings.webhooks_secret, webhooks)]
        own = start("account credentials", lambda: self._own_account(account.needed()))
        main, subaccount = own, None
        if settings.has_subaccount:
            parent = self._secret("parent secret", settings.parent_secret)
            aged.append((settings.parent_secret, parent))
            main = start("parent credentials", lambda: self._account(parent.needed()))
            subaccount = start("subaccount", lambda: read_subaccount(main.needed(), serving))
        inventory, probes = self._numbers_and_endpoints(main, webhooks)
        return Survey(
            main=main,
            limit=start("spend lift", self.read_limit),
            balance=start("balance", lambda: balance(main.needed())),
            subaccount=subaccount,
            spend=start("month's spend", lambda: self._spend(main.needed())),
            uses=start("uses today", lambda: uses_today(main.needed(), serving)),
            errors=start("alerts", lambda: self._errors(own, subaccount)),
            inventory=inventory,
            probes=probes,
            ages=tuple(
                start(f"{secret.name}'s age", partial(self._age, name, secret))
                for name, secret in aged
            ),
        )

    def read_limit(self) -> Limit:
        """Read the lift of the limit. Raises `KnownFailure`."""
        lift = read_lift(self._parameters, self._settings.spend_lift_parameter)
        return Limit(self._settings.spend_limit, lift)

    def _numbers_and_endpoints(
        self, main: Reading[TwilioApi], webhooks_secret: Reading[StoredSecret]
    ) -> tuple[Reading[Inventory], dict[str, Reading[Probe]]]:
        settings, start = self._settings, self._readings.start
        numbers_secret = self._secret("numbers secret", settings.numbers_secret)
        webhooks = start("webhooks", lambda: parse_webhooks(webhooks_secret.needed().text))
        wanted = start("wanted numbers", lambda: parse_numbers(numbers_secret.needed().text))
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

    def _secret(self, reading: str, name: str) -> Reading[StoredSecret]:
        return self._readings.start(reading, lambda: read_secret(self._secrets, name))

    def _own_account(self, secret: StoredSecret) -> TwilioApi:
        own = self._account(secret)
        require_account(own.credentials, self._settings.serving_account_sid)
        return own

    def _account(self, secret: StoredSecret) -> TwilioApi:
        credentials = parse_credentials(secret.text)
        return TwilioApi(self._http, credentials, self._settings.twilio_override)

    def _age(self, name: str, secret: Reading[StoredSecret]) -> float:
        since = last_rotated(self._secrets, name) or secret.needed().created
        return age_in_days(since, self._now)

    def _spend(self, main: TwilioApi) -> MonthSpend:
        spend = month_spend(main, self._settings.serving_account_sid)
        return require_month(spend, f"{self._now:%Y-%m}")

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
