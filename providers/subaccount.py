"""A subaccount at Twilio as a Pulumi resource: `Subaccount`, and the provider behind it.

State keeps the provider as a reference to this module and class, so `providers.subaccount` and
`SubaccountProvider` must keep their names (tests/providers/test_state_contract.py).

The auth token is an output that no input gave. The engine does not tell a dynamic provider of
secrets (`acceptSecrets` is false), and by itself takes for secret only outputs whose input of the
same name was: so a bare token would stand in the state as plain text. `additional_secret_outputs`
makes the engine encrypt it at each step of its own, refresh and update included, and keeps it
secret towards the program (tests/providers/test_subaccount_engine.py proves each).
"""

from dataclasses import dataclass, fields
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

from berthcare.errors import BerthcareError
from providers.account.ending import close, told_closed, told_kept, why_unseen
from providers.account.errors import Closed, SubaccountError
from providers.account.inputs import FORMS, SubaccountInputs, problems
from providers.account.obtaining import in_line, obtain, preflight, refuse_a_name_in_use
from providers.account.owned import OwnedAccount
from providers.account.state import (
    OUTPUTS,
    SECRET_OUTPUTS,
    difference,
    outputs,
    recorded_inputs,
    refreshed_inputs,
    refuse_another_subaccount,
)
from providers.account.subaccounts import Subaccounts
from providers.api.client import Patience
from providers.api.errors import CredentialsRefused, NotFound
from providers.api.plain_errors import told_plainly
from providers.api.provider import TwilioProvider
from providers.api.settling import Settling


class SubaccountProvider(TwilioProvider):
    """Create, read, update and delete of one subaccount."""

    def __init__(self, patience: Patience | None = None, settling: Settling | None = None) -> None:
        super().__init__(patience)
        self._settling = settling or Settling()

    @told_plainly
    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Judge the inputs; for a new resource also tell, by reading only, what a create does."""
        failures = [CheckFailure(problem.field, str(problem)) for problem in problems(news)]
        if failures or FORMS.unknown(news):
            return CheckResult(news, failures)
        inputs = SubaccountInputs.of(news)
        if not _olds:
            try:
                print(preflight(inputs, self._accounts()), flush=True)
            except SubaccountError as error:
                failures.append(CheckFailure(error.field, str(error)))
            except BerthcareError as error:
                failures.append(CheckFailure("", str(error)))
        return CheckResult(inputs.as_dict(), failures)

    @told_plainly
    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Compare with the last known subaccount. Never replaces: no edit loses one."""
        if FORMS.unknown(_news):
            return DiffResult(changes=True, replaces=[])
        wanted = SubaccountInputs.of(_news)
        refuse_another_subaccount(wanted, _olds)
        before = recorded_inputs(_olds)
        changed = (
            difference(wanted, _olds["friendly_name"], _olds["status"])
            or wanted.close_on_delete != before.close_on_delete
            or wanted.status != before.status
        )
        return DiffResult(changes=bool(changed), replaces=[])

    @told_plainly
    def create(self, props: dict[str, Any]) -> CreateResult:
        """Adopt the subaccount, find it by its name, or create it."""
        inputs = SubaccountInputs.of(props)
        account, origin = obtain(inputs, self._accounts(), self._settling)
        return CreateResult(account.sid, outputs(inputs, account, origin.value))

    @told_plainly
    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """Return what Twilio has, as outputs *and* inputs, so that a changed name shows.

        A token that was rotated shows here. Gone is only what Twilio says is closed.
        """
        inputs = recorded_inputs(props)
        account = self._fetch(id_, props)
        if account.is_closed:
            print(told_closed(inputs.logical_name, account), flush=True)
            return ReadResult("", {})
        outs = outputs(inputs, account, props.get("origin") or "")
        return ReadResult(id_, outs, refreshed_inputs(inputs, account))

    @told_plainly
    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Rename, suspend or resume in one request, and only where Twilio has it otherwise."""
        wanted = SubaccountInputs.of(_news)
        refuse_another_subaccount(wanted, _olds)
        account = self._fetch(_id, _olds)
        if account.is_closed:
            raise Closed(str(account))
        accounts = self._accounts()
        refuse_a_name_in_use(wanted, accounts, account)
        account = in_line(wanted, accounts, account)
        return UpdateResult(outputs(wanted, account, _olds.get("origin") or ""))

    @told_plainly
    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Keep the subaccount, without a request; close it only where `close_on_delete` says so.

        Raises `SubaccountError` where it has phone numbers, or cannot be seen.
        """
        name = _props["logical_name"]
        if not recorded_inputs(_props).close_on_delete:
            print(told_kept(name, _props), flush=True)
            return
        account = self._fetch(_id, _props)
        close(account, self._accounts())
        print(f"{name}: the subaccount {account} is closed, for ever.", flush=True)

    def _fetch(self, sid: str, state: dict[str, Any]) -> OwnedAccount:
        accounts = self._accounts()
        try:
            return accounts.fetch(sid)
        except (NotFound, CredentialsRefused) as answer:
            raise why_unseen(state, accounts, answer) from None

    def _accounts(self) -> Subaccounts:
        own, client = self._connection.client()
        return Subaccounts(client, own)


@dataclass(frozen=True, kw_only=True)
class SubaccountArgs:
    """What a subaccount is to be."""

    friendly_name: pulumi.Input[str]
    """Up to 64 characters, by which it is found again; a change renames it in place."""
    adopt: pulumi.Input[str] | None = None
    """The AC SID of a subaccount to take over; `None` finds it by its name, or creates it.

    `pulumi import` cannot reach a Python dynamic resource, so this is how one is taken over.
    """
    status: pulumi.Input[str] | None = None
    """`active` or `suspended` is kept so; `None` leaves it as it is, which `suspended` does not
    stop being when it is taken out: so a deploy never resumes what a spend limit has suspended."""
    close_on_delete: pulumi.Input[bool] = False
    """`True` closes it on delete, if it has no phone numbers; `False` keeps it.

    Closing is final (error 21479). It releases every phone number, so one that has any is refused.
    Twilio deletes the rest 30 days later: addresses, API keys, usage triggers, recordings, the logs
    of calls and messages (docs Subaccounts; Twilio help, "Closing a Twilio subaccount"). None of
    that is a reason to refuse: nobody else can get it, as they can a number. Export before what
    must be kept. A leased short code is not looked for.
    """


class Subaccount(Resource, module="twilio", name="Subaccount"):
    """A subaccount of the credentials' own account, created once and never lost by an edit.

    Its type is `pulumi-python:dynamic/twilio:Subaccount` and its id the AC SID. A replacement that
    somebody forces (`pulumi up --replace`) deletes first, which keeps it, and takes it over again.
    """

    sid: pulumi.Output[str]
    auth_token: pulumi.Output[str]
    """The primary auth token, a secret; one that was promoted shows after `pulumi refresh`."""
    friendly_name: pulumi.Output[str]
    status: pulumi.Output[str]
    """`active` or `suspended`, as Twilio has it."""
    owner_account_sid: pulumi.Output[str]
    origin: pulumi.Output[str]
    """`created`, `adopted` or `reconciled`."""

    def __init__(
        self, name: str, args: SubaccountArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        given = {field.name: getattr(args, field.name) for field in fields(args)}
        own = pulumi.ResourceOptions(
            additional_secret_outputs=list(SECRET_OUTPUTS), delete_before_replace=True
        )
        super().__init__(
            SubaccountProvider(),
            name,
            {**dict.fromkeys(OUTPUTS), **given, "logical_name": name},
            pulumi.ResourceOptions.merge(own, opts),
        )
