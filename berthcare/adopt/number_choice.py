"""Which number serves a purpose: the stack's own, the chosen one, or the one that is found."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from berthcare.adopt.found import Found
from berthcare.adopt.found_number import FoundNumber
from berthcare.adopt.own_hosts import own_hosts
from berthcare.adopt.stack import Stack
from berthcare.adopt.wish import BUY, Wish
from berthcare.errors import BerthcareError
from berthcare.number_pool import Purpose


class By(Enum):
    """Why a number serves a purpose."""

    STATE = "the state has it"
    MARK = "it bears this stack's mark, by which the deployment finds it again"
    SETTING = "the configuration names it; the next pulumi up takes it over"
    WISH = "you chose it"
    NAMED = "the phone-numbers secret names it"
    ALONE = "it is the only number that is this environment's"
    NOBODY = ""

    @property
    def is_settled(self) -> bool:
        """Whether the stack has it without any change."""
        return self in (By.STATE, By.MARK, By.SETTING)


@dataclass(frozen=True)
class Choice:
    """The number for one purpose; without one the deployment buys it, or `undecided` says why."""

    purpose: Purpose
    number: str | None = None
    by: By = By.NOBODY
    undecided: str | None = None
    offered: str | None = None
    """The number that may serve all the same, if a person says so."""


def choose(
    purpose: Purpose, stack: Stack, found: Found, wish: Wish, stored: Mapping[str, object]
) -> Choice:
    """Return the number of one purpose; `stored` is what the phone-numbers secret holds.

    Raises `BerthcareError` where the number that was chosen cannot be taken over.
    """
    wanted = wish.voice if purpose is Purpose.VOICE else wish.sms
    settled = _settled(purpose, stack, found)
    if settled is not None and settled.by is not By.SETTING:
        _refuse_another(purpose, wanted, settled, stack)
        return settled
    if wanted is not None:
        _refuse_to_buy(purpose, wanted, settled, stack)
        return _wished(purpose, wanted, stack, found)
    return settled or _of_secret(purpose, stack, found, stored) or Choice(purpose)


def candidates(stack: Stack, found: Found, subaccount_sid: str | None) -> list[FoundNumber]:
    """Return the numbers that are this environment's by what they call, or by their account.

    `subaccount_sid` is the subaccount that will serve, if it is there.
    """
    hosts = own_hosts(stack, found)
    return [one for one in found.numbers if _is_ours(one, stack, hosts, subaccount_sid)]


def _is_ours(
    number: FoundNumber, stack: Stack, hosts: frozenset[str], subaccount_sid: str | None
) -> bool:
    if number.unusable(stack.environment) or number.mark(stack.environment):
        return False
    if number.phone_number in stack.numbers.values():
        return False
    called = number.hosts()
    in_subaccount = number.account_sid == subaccount_sid
    return called <= hosts and (bool(called) or in_subaccount)


def _settled(purpose: Purpose, stack: Stack, found: Found) -> Choice | None:
    resource = f"numbers-{purpose}"
    if resource in stack.numbers:
        return Choice(purpose, stack.numbers[resource], By.STATE)
    marked = [one for one in found.numbers if one.mark(stack.environment) == resource]
    if marked:
        return Choice(purpose, marked[0].phone_number, By.MARK)
    numbers = stack.settings.numbers
    named = numbers.voice if purpose is Purpose.VOICE else numbers.sms
    return Choice(purpose, named, By.SETTING) if named else None


def _refuse_another(purpose: Purpose, wanted: str | None, settled: Choice, stack: Stack) -> None:
    if wanted not in (None, settled.number):
        raise BerthcareError(
            f"--{purpose}-number: the stack has {settled.number} for it already, and keeps it. "
            "Nothing was changed.",
            f"Leave it out. To let another number serve: berthcare failover {stack.environment}",
        )


def _refuse_to_buy(purpose: Purpose, wanted: str, settled: Choice | None, stack: Stack) -> None:
    if wanted == BUY and settled is not None:
        raise BerthcareError(
            f"--{purpose}-number {BUY}: {purpose}Number names {settled.number}, which a deployment "
            "takes over. Nothing was changed.",
            f"Type: pulumi config rm {purpose}Number --stack {stack.environment}   and the same "
            "command again.",
        )


def _wished(purpose: Purpose, wanted: str, stack: Stack, found: Found) -> Choice:
    if wanted == BUY:
        return Choice(purpose, by=By.WISH)
    if reason := why_not(wanted, stack, found):
        raise BerthcareError(
            f"--{purpose}-number {wanted} cannot be taken over: {reason}. Nothing was changed.",
            f"See what there is: berthcare adopt {stack.environment} --dry-run",
        )
    return Choice(purpose, wanted, By.WISH)


def _of_secret(
    purpose: Purpose, stack: Stack, found: Found, stored: Mapping[str, object]
) -> Choice | None:
    """Return the number that the secret names: the primary where it knows one, else who serves.

    One that calls somebody else is for a person to decide: the secret may be a copy of another
    environment's, and that one's calls would come here.
    """
    key = f"{purpose}_number"
    named = stored.get(f"primary_{key}") or stored.get(key)
    if not isinstance(named, str):
        return None
    if reason := why_not(named, stack, found):
        why = f"{stack.names.phone_numbers_secret} names {named}, and {reason}"
        return Choice(purpose, undecided=why)
    number = found.number(named)
    if number is not None and (foreign := number.hosts() - own_hosts(stack, found)):
        why = (
            f"{stack.names.phone_numbers_secret} names {named}, which calls "
            f"{', '.join(sorted(foreign))} now: taken over, it calls {stack.environment} instead"
        )
        return Choice(purpose, undecided=why, offered=named)
    return Choice(purpose, named, By.NAMED)


def why_not(phone_number: str, stack: Stack, found: Found) -> str | None:
    """Say why a number cannot be taken over for voice or SMS, or return `None`."""
    number = found.number(phone_number)
    if number is None:
        return "neither the main account nor the subaccount has it"
    if reason := number.unusable(stack.environment):
        return reason
    serving = number.mark(stack.environment)
    for resource, known in stack.numbers.items():
        serving = resource if known == phone_number else serving
    if serving and serving not in ("numbers-voice", "numbers-sms"):
        return f"it is this stack's {serving} already"
    return None
