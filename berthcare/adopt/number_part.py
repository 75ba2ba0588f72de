"""Decides about the numbers: which serve, which settings say so, and which are left alone."""

from collections.abc import Mapping, Sequence

from berthcare.adopt.found import Found
from berthcare.adopt.found_number import FoundNumber
from berthcare.adopt.number_choice import By, Choice, candidates, choose
from berthcare.adopt.row import Part, Question, Row, Standing
from berthcare.adopt.secret_part import stored_numbers
from berthcare.adopt.stack import Stack
from berthcare.adopt.wish import BUY, Wish
from berthcare.errors import BerthcareError
from berthcare.number_pool import BOTH, Purpose

_KIND = "number"
_KEYS = {Purpose.VOICE: "voiceNumber", Purpose.SMS: "smsNumber"}
_SINGLE = "singleNumber"


def number_part(stack: Stack, found: Found, wish: Wish, subaccount_sid: str | None) -> Part:
    """Return what happens with every number that was found, and with each purpose.

    `subaccount_sid` is the account that will hold them; `None` where it is yet to be made, or the
    main account serves. Raises `BerthcareError` where a chosen number cannot be taken over.
    """
    _refuse_without_use(stack, wish)
    stored = stored_numbers(stack, found)
    wanted = (Purpose.VOICE,) if stack.settings.numbers.single else BOTH
    choices = [choose(purpose, stack, found, wish, stored) for purpose in wanted]
    ours = candidates(stack, found, subaccount_sid)
    choices = _with_the_only_one(choices, ours)
    questions = tuple(_questions(choices, ours))
    serving = {choice.number: choice for choice in reversed(choices) if choice.number}
    rows = [_choice_row(choice, choices, found, stack, subaccount_sid) for choice in choices]
    rows += [
        _other_row(number, stack, ours)
        for number in found.numbers
        if number.phone_number not in serving
    ]
    return Part(tuple(_once(rows)), _inputs(choices, stack), questions)


def _refuse_without_use(stack: Stack, wish: Wish) -> None:
    if stack.settings.numbers.single and wish.sms not in (None, wish.voice):
        raise BerthcareError(
            f"--sms-number has no use while {_SINGLE} is true. Nothing was changed.",
            f"Leave it out, or type: pulumi config rm {_SINGLE} --stack {stack.environment}",
        )


def _with_the_only_one(choices: list[Choice], ours: Sequence[FoundNumber]) -> list[Choice]:
    """Let the one number that is the environment's serve, where nothing is named at all."""
    open_ = all(one.by is By.NOBODY and one.undecided is None for one in choices)
    if not open_ or len(ours) != 1:
        return choices
    return [Choice(one.purpose, ours[0].phone_number, By.ALONE) for one in choices]


def _questions(choices: Sequence[Choice], ours: Sequence[FoundNumber]) -> list[Question]:
    taken = {choice.number for choice in choices}
    free = tuple(one.phone_number for one in ours if one.phone_number not in taken)
    questions = []
    for choice in choices:
        why = choice.undecided
        if why is None and choice.by is By.NOBODY and free:
            why = f"nothing says which number is for {choice.purpose}"
        if why is not None:
            offered = (choice.offered,) if choice.offered else ()
            questions.append(Question(f"--{choice.purpose}-number", why, (*offered, *free, BUY)))
    return questions


def _inputs(choices: Sequence[Choice], stack: Stack) -> Mapping[str, str]:
    """Return the settings to write. One number for both is said by `singleNumber`."""
    chosen = {choice.purpose: choice for choice in choices if choice.number}
    voice, sms = chosen.get(Purpose.VOICE), chosen.get(Purpose.SMS)
    inputs = {
        _KEYS[purpose]: choice.number or ""
        for purpose, choice in chosen.items()
        if not choice.by.is_settled and choice.number != _configured(stack, purpose)
    }
    if voice and sms and voice.number == sms.number:
        inputs.pop(_KEYS[Purpose.SMS], None)
        inputs[_SINGLE] = "true"
    return inputs


def _configured(stack: Stack, purpose: Purpose) -> str | None:
    numbers = stack.settings.numbers
    return numbers.voice if purpose is Purpose.VOICE else numbers.sms


def _choice_row(
    choice: Choice,
    choices: Sequence[Choice],
    found: Found,
    stack: Stack,
    subaccount_sid: str | None,
) -> Row:
    purposes = [one.purpose for one in choices if one.number == choice.number]
    if choice.number is None:
        return _without_number(choice)
    use = "voice and SMS" if stack.settings.numbers.single else " and ".join(map(_name, purposes))
    number = found.number(choice.number)
    if number is None:
        return Row(
            _KIND,
            choice.number,
            Standing.ATTENTION,
            f"for {use}: {choice.by.value}, and neither the main account nor the subaccount has it",
            "see docs/runbooks/number-failover.md",
        )
    place = _place(number, found, stack, subaccount_sid)
    told = [f"for {use}: {choice.by.value}", _calls(number), place]
    if choice.by.is_settled:
        reason = number.unusable(stack.environment)
        standing = Standing.ATTENTION if reason else Standing.OWNED
        told += [reason] if reason else []
        return Row(_KIND, choice.number, standing, "; ".join(filter(None, told)))
    if len(purposes) > 1:
        told.append(f"{_SINGLE} will say that it serves both")
    told.append("its webhooks become the stack's, and its name the stack's mark")
    return Row(_KIND, choice.number, Standing.TAKEN, "; ".join(filter(None, told)))


def _without_number(choice: Choice) -> Row:
    name = f"(for {_name(choice.purpose)})"
    if choice.undecided:
        remedy = f"choose: --{choice.purpose}-number +1…, or {BUY} for a new one"
        return Row(_KIND, name, Standing.ATTENTION, choice.undecided, remedy)
    why = "you chose so" if choice.by is By.WISH else "none is named"
    return Row(_KIND, name, Standing.MADE, f"{why}: one is bought")


def _calls(number: FoundNumber) -> str:
    """Say whom it calls now, so that nobody takes it over from there unseen."""
    return f"it calls {', '.join(sorted(number.hosts())) or 'nobody'} now"


def _place(
    number: FoundNumber, found: Found, stack: Stack, subaccount_sid: str | None
) -> str | None:
    """Say that the deployment moves it, where it is not in the account that will hold it."""
    uses = stack.settings.account.use_subaccount
    home = subaccount_sid if uses else found.main_sid
    if number.account_sid == home:
        return None
    into = "its own subaccount" if uses else "the main account"
    return (
        f"the deployment moves it from the {number.place(found.main_sid)} into {into}: same SID, "
        "nothing bought or released"
    )


def _other_row(number: FoundNumber, stack: Stack, ours: Sequence[FoundNumber]) -> Row:
    name, choose_it = number.phone_number, "--voice-number or --sms-number takes it over"
    known = next((one for one, own in stack.numbers.items() if own == name), None)
    if known:
        return Row(_KIND, name, Standing.OWNED, f"the state has it as {known}")
    if reason := number.unusable(stack.environment):
        return Row(_KIND, name, Standing.LEFT, reason)
    if mark := number.mark(stack.environment):
        return Row(_KIND, name, Standing.OWNED, f"marked as this stack's {mark}: found again by it")
    if number in ours:
        return Row(_KIND, name, Standing.LEFT, "nothing names it for voice or SMS", choose_it)
    if hosts := number.hosts():
        why = f"it has other webhooks ({', '.join(sorted(hosts))})"
        return Row(_KIND, name, Standing.LEFT, why, choose_it)
    why = "it calls nobody yet, and nothing names it"
    return Row(_KIND, name, Standing.LEFT, why, choose_it)


def _once(rows: Sequence[Row]) -> list[Row]:
    return list(dict.fromkeys(rows))


def _name(purpose: Purpose) -> str:
    return "voice" if purpose is Purpose.VOICE else "SMS"
