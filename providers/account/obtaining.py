"""How a resource comes by its subaccount: adopted, found by its name, or created. Never two.

Pulumi's Python dynamic providers keep no record between a creation and its answer, so the name at
Twilio is that record: it is looked for before anything is created, and again, for some seconds,
after a creation without a clear answer. What does not show up then fails the run.
"""

from enum import Enum

from berthcare.environments import Environment
from berthcare.names import Names
from providers.account.errors import (
    AdoptionRefused,
    CreationUncertain,
    MainAccountNeeded,
    NameInUse,
    SeveralSubaccounts,
    SubaccountError,
)
from providers.account.inputs import SubaccountInputs
from providers.account.owned import SUSPENDED, OwnedAccount
from providers.account.state import difference
from providers.account.subaccounts import Subaccounts
from providers.api.errors import AmbiguousAnswer, CredentialsRefused, NotFound, TwilioError
from providers.api.masking import masked
from providers.api.settling import Settling


class Origin(str, Enum):
    """How the resource came by its subaccount."""

    CREATED = "created"
    ADOPTED = "adopted"
    RECONCILED = "reconciled"


_OF_ENVIRONMENTS = frozenset(Names(environment).subaccount for environment in Environment)
"""A mistyped SID would put two environments into one account, and each would rename it in turn."""


def obtain(
    inputs: SubaccountInputs, accounts: Subaccounts, settling: Settling
) -> tuple[OwnedAccount, Origin]:
    """Return the resource's subaccount, of the wanted name and status, and how it came by it.

    Raises `SubaccountError`, or another `TwilioError` where Twilio refused or did not answer.
    """
    account = existing(inputs, accounts)
    if account is None:
        created = _create(inputs.friendly_name, accounts, settling)
        return in_line(inputs, accounts, created), Origin.CREATED
    origin = Origin.ADOPTED if inputs.adopt else Origin.RECONCILED
    return in_line(inputs, accounts, account), origin


def existing(inputs: SubaccountInputs, accounts: Subaccounts) -> OwnedAccount | None:
    """Return the subaccount to take over, or `None` where one is to be created.

    Changes nothing. Raises `SubaccountError`, also where the credentials are a subaccount's.
    """
    if accounts.own().is_subaccount:
        raise MainAccountNeeded(masked(accounts.own_sid))
    if inputs.adopt is None:
        return _only(inputs.friendly_name, accounts)
    account = _adoptable(inputs.adopt, inputs.friendly_name, accounts)
    refuse_a_name_in_use(inputs, accounts, account)
    return account


def in_line(inputs: SubaccountInputs, accounts: Subaccounts, account: OwnedAccount) -> OwnedAccount:
    """Return the account as it is to be, changed only where it differs."""
    changes = difference(inputs, account.name, account.status)
    return accounts.update(account.sid, changes) if changes else account


def refuse_a_name_in_use(
    inputs: SubaccountInputs, accounts: Subaccounts, account: OwnedAccount
) -> None:
    """Raise `NameInUse` where a rename would give two subaccounts one name."""
    name = inputs.friendly_name
    if account.name == name:
        return
    if others := [masked(o.sid) for o in accounts.named(name) if o.sid != account.sid]:
        raise NameInUse(name, str(account), others)


def preflight(inputs: SubaccountInputs, accounts: Subaccounts) -> str:
    """Return one line that says what a create would do; reads only, raises as `existing`."""
    name = inputs.logical_name
    account = existing(inputs, accounts)
    if account is None:
        return (
            f"{name}: creates subaccount {inputs.friendly_name!r}, owned by "
            f"{masked(accounts.own_sid)}."
        )
    told = f"{name}: takes over {masked(account.sid)}, named {account.name!r}"
    if account.name != inputs.friendly_name:
        told += f", and renames it to {inputs.friendly_name!r}"
    if inputs.status not in (None, account.status):
        told += f"; it is {account.status} and becomes {inputs.status}"
    elif account.status == SUSPENDED:
        told += "; it is suspended and stays so"
    return told + ". None is created."


def _adoptable(sid: str, name: str, accounts: Subaccounts) -> OwnedAccount:
    if sid == accounts.own_sid:
        raise AdoptionRefused(masked(sid), "it is the main account itself, no subaccount")
    stranger = f"it is no subaccount of {masked(accounts.own_sid)}, whose credentials these are"
    try:
        account = accounts.fetch(sid)
    except (NotFound, CredentialsRefused):
        # The credentials themselves are good: they have just shown their own account.
        raise AdoptionRefused(masked(sid), stranger) from None
    if account.owner_sid != accounts.own_sid:
        raise AdoptionRefused(str(account), stranger)
    if account.is_closed:
        raise AdoptionRefused(str(account), "it is closed, which is final (error 21479)")
    if account.name != name and {account.name, name} <= _OF_ENVIRONMENTS:
        raise AdoptionRefused(str(account), "by its name it serves another environment")
    return account


def _only(name: str, accounts: Subaccounts) -> OwnedAccount | None:
    found = accounts.named(name)
    if len(found) > 1:
        raise SeveralSubaccounts(name, [masked(account.sid) for account in found])
    return found[0] if found else None


def _create(name: str, accounts: Subaccounts, settling: Settling) -> OwnedAccount:
    try:
        return accounts.create(name)
    except AmbiguousAnswer as answer:
        return _settled(name, accounts, settling, answer.reason)


def _settled(name: str, accounts: Subaccounts, settling: Settling, reason: str) -> OwnedAccount:
    """Look by name for a creation that got no clear answer, and fail closed."""
    for wait in settling.waits:
        settling.sleep(wait)
        try:
            account = _only(name, accounts)
        except SubaccountError:
            raise
        except TwilioError:
            continue  # What hid the answer hides the list too; the next look may succeed.
        if account is not None:
            return account
    raise CreationUncertain(name, reason) from None
