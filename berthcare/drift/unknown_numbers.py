"""Numbers that a Twilio account owns, and pays for, and that no resource of the state knows."""

from collections.abc import Collection, Sequence

from berthcare.adopt.found_number import FoundNumber
from berthcare.environments import Environment
from berthcare.findings import Finding, Verdict
from berthcare.number_mark import NumberMark, mark_of

_NAME = "numbers"
_CONSOLE = "Twilio Console, Phone Numbers, Active numbers"


def findings_of_numbers(
    numbers: Sequence[FoundNumber],
    known_sids: Collection[str],
    environment: Environment,
    serving_sid: str,
) -> list[Finding]:
    """Judge the numbers of the environment's own account, and of the main one above it.

    The main account may hold numbers for others: there only those that bear this environment's
    mark are its own.
    """
    unknown = [number for number in numbers if number.sid not in known_sids]
    ours = [number for number in unknown if _concerns(number, environment, serving_sid)]
    known = len(numbers) - len(unknown)
    others = len(unknown) - len(ours)
    what = f"{known} that the state knows"
    if others:
        what += f"; {others} of the main account, marked for no resource of {environment}"
    return [
        Finding(_NAME, Verdict.WELL, what),
        *(_finding(number, environment) for number in ours),
    ]


def _concerns(number: FoundNumber, environment: Environment, serving_sid: str) -> bool:
    if number.account_sid == serving_sid:
        return True
    mark = mark_of(number.name)
    return mark is not None and mark.stack == environment.value


def _finding(number: FoundNumber, environment: Environment) -> Finding:
    place = f"PN…{number.sid[-4:]} of AC…{number.account_sid[-4:]}"
    mark = mark_of(number.name)
    what = f"{place}: {_meaning(mark)}"
    return Finding(number.phone_number, Verdict.ATTENTION, what, _remedy(mark, environment))


def _meaning(mark: NumberMark | None) -> str:
    if mark is None:
        return "no resource of the state knows it, and the program did not mark it; it costs money"
    if mark.kept:
        return (
            f"kept, not released, when {mark.resource} of {mark.stack} was removed; it costs money"
        )
    return f"marked for {mark.resource} of {mark.stack}, whose state does not know it"


def _remedy(mark: NumberMark | None, environment: Environment) -> str:
    if mark is None:
        take_over = f"See whether it can be taken over: berthcare adopt {environment} --dry-run"
    elif mark.kept:
        again = _declared_again(mark.resource)
        take_over = f"Take it back: {again} --stack {mark.stack} && pulumi up --stack {mark.stack}"
    else:
        # The deployment that bought it was cut off.
        return f"Take it over, which buys none: pulumi up --stack {mark.stack}"
    return f"{take_over}   Or release it: {_CONSOLE}"


def _declared_again(resource: str) -> str:
    """Return what to configure so that the program declares a removed number again."""
    order = resource.removeprefix("numbers-backup-")
    if order.isdecimal():
        return f"pulumi config set backupNumbers {order}"
    return "pulumi config set singleNumber false"
