"""Decides which Twilio subaccount is the environment's."""

from collections.abc import Sequence
from dataclasses import dataclass

from berthcare.adopt.found import Found
from berthcare.adopt.found_account import FoundAccount
from berthcare.adopt.row import Part, Question, Row, Standing
from berthcare.adopt.stack import Stack
from berthcare.adopt.wish import Wish
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.names import Names

_KIND = "subaccount"
_KEY = "twilioSubaccountSid"
OPTION = "--subaccount"


@dataclass(frozen=True)
class AccountPart:
    """The subaccount that will serve, if it is there already."""

    part: Part
    sid: str | None = None


def account_part(stack: Stack, found: Found, wish: Wish) -> AccountPart:
    """Return the subaccount, and its rows.

    The account that the environment's secret names comes before one of the right name. Raises
    `BerthcareError` where the one that was chosen cannot serve.
    """
    settings = stack.settings.account
    if not settings.use_subaccount:
        return _without(stack, found, wish)
    if stack.subaccount_sid is not None:
        _refuse_another(wish, stack.subaccount_sid)
        return _of_state(stack, found, stack.subaccount_sid)
    if wish.subaccount is not None:
        return _taken(stack, found, _chosen(stack, found, wish.subaccount), "you chose it")
    if settings.subaccount_sid is not None:
        return _configured(stack, found, settings.subaccount_sid)
    return _by_what_is_found(stack, found)


def _by_what_is_found(stack: Stack, found: Found) -> AccountPart:
    """Return the account that the secret names, else the one of the environment's name."""
    stored = _stored_sid(stack, found)
    if (account := found.account(stored)) is not None and _unusable(stack, account) is None:
        return _taken(stack, found, account, f"{stack.names.account_secret} holds its SID")
    named = named_accounts(stack, found)
    if len(named) > 1:
        return AccountPart(_undecided(named))
    if named:
        return _taken(stack, found, named[0], "it has the environment's name")
    return AccountPart(Part((_made(stack, found, stored),)))


def named_accounts(stack: Stack, found: Found) -> list[FoundAccount]:
    """Return the open subaccounts that have the environment's name."""
    name = stack.names.subaccount
    return [one for one in found.accounts if one.name == name and not one.is_closed]


def sids_to_look_into(stack: Stack, found: Found, wish: Wish) -> list[str]:
    """Return the accounts whose numbers may be the environment's: the main one comes first."""
    sids = [found.main_sid, stack.subaccount_sid, wish.subaccount]
    if stack.settings.account.use_subaccount:
        sids += [stack.settings.account.subaccount_sid, _stored_sid(stack, found)]
        sids += [account.sid for account in named_accounts(stack, found)]
    usable = {account.sid for account in found.accounts if _unusable(stack, account) is None}
    return [sid for sid in dict.fromkeys(sids) if sid in usable | {found.main_sid}]


def _stored_sid(stack: Stack, found: Found) -> str | None:
    secret = found.secrets.get(stack.names.account_secret)
    return secret.text("account_sid") if secret else None


def _unusable(stack: Stack, account: FoundAccount) -> str | None:
    if account.is_closed:
        return "it is closed, which is final"
    if account.sid == stack.subaccount_sid:
        return None
    others = {Names(one).subaccount for one in Environment if one is not stack.environment}
    return "by its name it serves another environment" if account.name in others else None


def _chosen(stack: Stack, found: Found, sid: str) -> FoundAccount:
    account, reason = found.account(sid), _why_not(stack, found, sid)
    if account is None or reason:
        raise BerthcareError(
            f"{OPTION} AC…{sid[-4:]} cannot be taken over: {reason}. Nothing was changed.",
            "See them: https://console.twilio.com/us1/account/manage-account/subaccounts",
        )
    return account


def _refuse_another(wish: Wish, sid: str) -> None:
    if wish.subaccount not in (None, sid):
        raise BerthcareError(
            f"{OPTION}: the stack has AC…{sid[-4:]} already, and keeps it. Nothing was changed.",
            f"Leave {OPTION} out.",
        )


def _without(stack: Stack, found: Found, wish: Wish) -> AccountPart:
    if wish.subaccount is not None:
        raise BerthcareError(
            f"{OPTION} has no use while useSubaccount is false. Nothing was changed.",
            f"Leave it out, or type: pulumi config set useSubaccount true --stack "
            f"{stack.environment}",
        )
    why = "useSubaccount is false: the account of the credentials serves"
    rows = (Row(_KIND, str(one), Standing.LEFT, why) for one in named_accounts(stack, found))
    return AccountPart(Part(tuple(rows)))


def _of_state(stack: Stack, found: Found, sid: str) -> AccountPart:
    reason = _why_not(stack, found, sid)
    if reason is None:
        return _kept(found, sid, "the state has it")
    why = f"the state has it, and {reason}: a deployment would refuse"
    remedy = (
        f"give the credentials of the main account above it: berthcare setup {stack.environment}"
    )
    return AccountPart(_wanting(found, sid, why, remedy), sid)


def _configured(stack: Stack, found: Found, sid: str) -> AccountPart:
    reason = _why_not(stack, found, sid)
    if reason is None:
        return _kept(found, sid, f"{_KEY} names it; the next pulumi up takes it over")
    remedy = (
        f"berthcare adopt {stack.environment} {OPTION} SID, or pulumi config rm {_KEY} --stack "
        f"{stack.environment} to have one made"
    )
    return AccountPart(_wanting(found, sid, f"{_KEY} names it, and {reason}", remedy))


def _why_not(stack: Stack, found: Found, sid: str) -> str | None:
    """Say why the account of a SID cannot serve, or return `None`."""
    account = found.account(sid)
    if account is None:
        return f"it is no subaccount of AC…{found.main_sid[-4:]}, whose credentials these are"
    return _unusable(stack, account)


def _kept(found: Found, sid: str, why: str) -> AccountPart:
    return AccountPart(Part((Row(_KIND, _shown(found, sid), Standing.OWNED, why),)), sid)


def _wanting(found: Found, sid: str, why: str, remedy: str) -> Part:
    return Part((Row(_KIND, _shown(found, sid), Standing.ATTENTION, why, remedy),))


def _shown(found: Found, sid: str) -> str:
    return str(found.account(sid) or f"AC…{sid[-4:]}")


def _taken(stack: Stack, found: Found, account: FoundAccount, why: str) -> AccountPart:
    told = [f"{why}; {_KEY} will name it"]
    if account.name != stack.names.subaccount:
        told.append(f"the deployment renames it to {stack.names.subaccount}")
    if account.is_suspended:
        told.append("it is suspended, and stays so")
    rows = [Row(_KIND, str(account), Standing.TAKEN, "; ".join(told))]
    rows += [
        Row(_KIND, str(other), Standing.LEFT, f"{account} serves; a stack has one subaccount")
        for other in named_accounts(stack, found)
        if other.sid != account.sid
    ]
    return AccountPart(Part(tuple(rows), {_KEY: account.sid}), account.sid)


def _undecided(named: Sequence[FoundAccount]) -> Part:
    why = f"{len(named)} subaccounts are called {named[0].name}, and no secret names one"
    rows = tuple(
        Row(
            _KIND,
            str(one),
            Standing.ATTENTION,
            why,
            f"choose: {OPTION} {one.sid}",
        )
        for one in named
    )
    return Part(rows, questions=(Question(OPTION, why, tuple(one.sid for one in named)),))


def _made(stack: Stack, found: Found, stored: str | None) -> Row:
    name = stack.names.subaccount
    if stored is None or stored == found.main_sid:
        return Row(_KIND, name, Standing.MADE, "there is none of this name")
    reason = _why_not(stack, found, stored)
    return Row(
        _KIND,
        f"AC…{stored[-4:]}",
        Standing.ATTENTION,
        f"{stack.names.account_secret} holds its SID, and {reason}: a deployment would refuse",
        "give the main account's credentials, or write an account that can serve: aws "
        f"secretsmanager put-secret-value --secret-id {stack.names.account_secret} "
        "--secret-string file://value.json",
    )
