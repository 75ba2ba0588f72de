"""A phone number at Twilio as a Pulumi resource: `PhoneNumber`, and the provider behind it.

State keeps the provider as a reference to this module and class, so `providers.phone_number` and
`PhoneNumberProvider` must keep their names: renamed, the resources in state could no longer be
refreshed or deleted (tests/providers/test_state_contract.py).
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import pulumi
from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    CreateResult,
    DiffResult,
    ReadResult,
    Resource,
    UpdateResult,
)
from pulumi.runtime.rpc import UNKNOWN

from berthcare.errors import BerthcareError
from berthcare.residency import COUNTRY
from providers.api.client import Patience
from providers.api.errors import CredentialsRefused, NotFound
from providers.api.plain_errors import told_plainly
from providers.api.provider import TwilioProvider
from providers.api.settling import Settling
from providers.number.accounts import Shared, TwilioAccounts
from providers.number.errors import MarkedElsewhere, NumberError
from providers.number.inputs import FORMS, FOUND_LATER, NumberInputs
from providers.number.preflight import preflight
from providers.number.purchase import followed, in_line, obtain
from providers.number.rules import problems
from providers.number.state import (
    OUTPUTS,
    difference,
    move,
    outputs,
    refreshed_inputs,
    refuse_another_number,
)
from providers.number.whereabouts import Recorded, refuse_unless_gone, told_gone


class PhoneNumberProvider(TwilioProvider):
    """Create, read, update and delete of one number."""

    def __init__(self, patience: Patience | None = None, settling: Settling | None = None) -> None:
        super().__init__(patience)
        self._settling = settling or Settling()
        self._sharing = threading.Lock()
        self._shared: Shared | None = None

    @told_plainly
    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Judge the inputs; for a new resource also look, by reading only, whether it can be had.

        So a preview shows what would fail, before anything is created.
        """
        failures = [CheckFailure(problem.field, str(problem)) for problem in problems(news)]
        unknown = FORMS.unknown(news)
        if failures or not FOUND_LATER.issuperset(unknown):
            return CheckResult(news, failures)
        if not _olds:
            failures += self._looked_before(news)
        return CheckResult(news if unknown else NumberInputs.of(news).as_dict(), failures)

    @told_plainly
    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Compare with the last known number. Never replaces: no edit loses a number."""
        if FORMS.unknown(_news):
            return DiffResult(changes=True, replaces=[])
        wanted = NumberInputs.of(_news)
        refuse_another_number(wanted, _olds)
        changed = (
            difference(wanted, _olds)
            or wanted.subaccount_sid != (_olds.get("subaccount_sid") or None)
            or wanted.release_on_delete != (_olds.get("release_on_delete") is True)
        )
        return DiffResult(changes=bool(changed), replaces=[])

    @told_plainly
    def create(self, props: dict[str, Any]) -> CreateResult:
        """Find the number again, adopt it, or buy it."""
        inputs = NumberInputs.of(props)
        accounts = self._accounts(inputs.subaccount_sid)
        number, origin = obtain(inputs, accounts, self._settling)
        return CreateResult(number.sid, outputs(inputs, number, origin.value))

    @told_plainly
    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """Return what Twilio has, as outputs *and* inputs, so that a changed webhook shows.

        Gone is only what no account has; raises `NumberError` where it is elsewhere.
        """
        inputs = NumberInputs.of(props)
        accounts = self._accounts(props["account_sid"])
        try:
            number = accounts.numbers(accounts.home).fetch(id_)
        except (NotFound, CredentialsRefused) as answer:
            recorded = Recorded.of(id_, props)
            refuse_unless_gone(recorded, answer, accounts)
            print(told_gone(recorded), flush=True)
            return ReadResult("", {})
        outs = outputs(inputs, number, props.get("origin") or "")
        return ReadResult(id_, outs, refreshed_inputs(inputs, number))

    @told_plainly
    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Send everything that changed in one request, the move to another account included."""
        wanted = NumberInputs.of(_news)
        refuse_another_number(wanted, _olds)
        accounts = self._accounts(_olds["account_sid"])
        due = difference(wanted, _olds) | move(wanted, _olds, accounts.own)
        if not due:
            return UpdateResult({**_olds, **wanted.as_dict()})
        try:
            number = accounts.numbers(accounts.home).update(_id, due)
        except (NotFound, CredentialsRefused) as answer:
            number = followed(wanted, Recorded.of(_id, _olds), answer, accounts)
        # A move takes off what belongs to the old account, such as an emergency address.
        number = in_line(wanted, accounts, number, number.account_sid)
        return UpdateResult(outputs(wanted, number, _olds.get("origin") or ""))

    @told_plainly
    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Keep the number and mark it orphaned; release it only where `release_on_delete` says so.

        A number that no account has is no failure; raises `NumberError` where it is elsewhere.
        """
        inputs = NumberInputs.of(_props)
        accounts = self._accounts(_props["account_sid"])
        numbers = accounts.numbers(accounts.home)
        kept = inputs.identity.orphan_marker
        try:
            if inputs.release_on_delete:
                numbers.release(_id)
                return
            number = numbers.update(_id, {"friendly_name": kept})
        except (NotFound, CredentialsRefused) as answer:
            refuse_unless_gone(Recorded.of(_id, _props), answer, accounts)
            accounts.forget(_id)
            return
        print(
            f"{inputs.identity.logical_name}: {number.phone_number} ({_id}) is kept, named {kept}, "
            "and still billed. A new create of the same resource takes it over.",
            flush=True,
        )

    def _looked_before(self, properties: dict[str, Any]) -> list[CheckFailure]:
        """Say what a create would do, and return why it would fail."""
        inputs = NumberInputs.of(properties)
        home_is_new = inputs.subaccount_sid == UNKNOWN
        try:
            accounts = self._accounts(None if home_is_new else inputs.subaccount_sid)
            print(preflight(inputs, replace(accounts, home_is_new=home_is_new)), flush=True)
        except NumberError as error:
            if not (home_is_new and isinstance(error, MarkedElsewhere)):
                return [CheckFailure(error.field, str(error))]
            # Its account may turn out to be the one that has the number: after a lost state, say.
            name = inputs.identity.logical_name
            print(f"{name}: unless that is the account which is to hold it: {error}", flush=True)
        except BerthcareError as error:
            return [CheckFailure("", str(error))]
        return []

    def _accounts(self, home: str | None) -> TwilioAccounts:
        """Return the accounts in reach, one of which is home; `None` is the credentials' own."""
        own, client = self._connection.client()
        with self._sharing:
            if self._shared is None:
                self._shared = Shared(client)
        return TwilioAccounts(client, own, home or own, self._shared)


@dataclass(frozen=True, kw_only=True)
class PhoneNumberArgs:
    """What a number is to be. Webhook URLs are absolute and https; Twilio calls them by POST.

    There is no SMS status callback: Twilio takes that with each message, not on a number.
    """

    area_codes: pulumi.Input[Sequence[str]] | None = None
    """Canadian area codes to search, the preferred one first. Looked at once, to buy."""
    locality: pulumi.Input[str] | None = None
    """A town to search when no area code has a number left, within `region` if that is set."""
    region: pulumi.Input[str] | None = None
    """A province to search next, by its two letters."""
    anywhere: pulumi.Input[bool] = False
    """Whether any Canadian number will do in the end."""
    country: pulumi.Input[str] = COUNTRY
    """ISO 3166 code of the country to search; only `CA` is accepted."""
    required_capabilities: pulumi.Input[Sequence[str]] | None = None
    """Any of `voice`, `sms`, `mms`. Looked at once, to buy or adopt."""
    adopt: pulumi.Input[str] | None = None
    """An E.164 number, or its PN SID, that is owned already; `None` buys one.

    It may be in any account that the credentials reach, and is moved to the one that is to hold it.

    `pulumi import` cannot reach a Python dynamic resource, so this is how a number is taken over.
    """
    subaccount_sid: pulumi.Input[str] | None = None
    """The account that is to hold the number; `None` is the credentials' own. A change moves it."""
    address_sid: pulumi.Input[str] | None = None
    """A registered address (AD SID) of that account, for numbers that ask for one.

    `None` leaves what the number has; empty text takes it away. The same for the next.
    """
    emergency_address_sid: pulumi.Input[str] | None = None
    """The address that emergency services are sent to when the number calls them."""
    max_numbers: pulumi.Input[int] | None = 10
    """No purchase if the stack then owned more; `None` is no limit, as for the next two."""
    max_monthly_spend_usd: pulumi.Input[float] | None = 1000
    """No purchase if the account's spend of this month then passed it, in US dollars."""
    min_balance_usd: pulumi.Input[float] | None = 10
    """No purchase if the balance then fell below it, in US dollars."""
    voice_url: pulumi.Input[str] | None = None
    voice_fallback_url: pulumi.Input[str] | None = None
    """Called where `voice_url` fails; needs `voice_url`."""
    voice_status_callback: pulumi.Input[str] | None = None
    """Told about the progress of calls: Twilio's `StatusCallback` of a number."""
    sms_url: pulumi.Input[str] | None = None
    sms_fallback_url: pulumi.Input[str] | None = None
    """Called where `sms_url` fails; needs `sms_url`."""
    release_on_delete: pulumi.Input[bool] = False
    """`True` gives the number up for ever on delete; `False` keeps and marks it."""


class PhoneNumber(Resource, module="twilio", name="PhoneNumber"):
    """A Canadian phone number at Twilio, bought once and never lost by an edit.

    Its type is `pulumi-python:dynamic/twilio:PhoneNumber` and its id the PN SID. A replacement that
    somebody forces (`pulumi up --replace`) deletes first, which keeps the number, and then takes
    the same number over.
    """

    sid: pulumi.Output[str]
    account_sid: pulumi.Output[str]
    phone_number: pulumi.Output[str]
    """The E.164 number."""
    friendly_name: pulumi.Output[str]
    """The mark at Twilio, `bc:{stack}:{logical name}:{digest}`."""
    status: pulumi.Output[str]
    capabilities: pulumi.Output[dict[str, bool]]
    overrides: pulumi.Output[dict[str, str]]
    """What keeps a webhook from being called, such as `voice_application_sid`, by name."""
    emergency_address_status: pulumi.Output[str]
    """Such as `registered` or `registration-failure`; empty where Twilio reports none."""
    origin: pulumi.Output[str]
    """`bought`, `adopted` or `reconciled`."""
    voice_url: pulumi.Output[str | None]
    voice_fallback_url: pulumi.Output[str | None]
    voice_status_callback: pulumi.Output[str | None]
    sms_url: pulumi.Output[str | None]
    sms_fallback_url: pulumi.Output[str | None]

    def __init__(
        self, name: str, args: PhoneNumberArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        own: dict[str, Any] = {
            "project": pulumi.get_project(),
            "stack": pulumi.get_stack(),
            "logical_name": name,
        }
        given = {field.name: getattr(args, field.name) for field in fields(args)}
        super().__init__(
            PhoneNumberProvider(),
            name,
            {**dict.fromkeys(OUTPUTS), **given, **own},
            pulumi.ResourceOptions.merge(pulumi.ResourceOptions(delete_before_replace=True), opts),
        )
