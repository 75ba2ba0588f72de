"""A life: commands on a stack of numbers, with faults, kills and people in between.

`lives()` draws them; `live` lives one and asserts after every command that no number was bought
twice and none lost (`ledger`). One assumption is made of Twilio: a number is in the lists
`_PAUSE_S` after its purchase was *sent*. A run that starts sooner after a lost one, or a
Twilio that hides a number for longer, could make the provider buy a second one.
"""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from localcloud.twilio.fixture import ACCOUNT_SID
from providers.phone_number import PhoneNumberProvider
from tests.providers.life import ledger
from tests.providers.life.provider_process import Killed, NewProvider
from tests.providers.life.stack import API, CommandFailed, Stack, declaration
from tests.providers.life.virtual_twilio import SUBACCOUNT_SID, VirtualTwilio

NAMES = ("voice", "sms", "backup-1", "backup-2", "backup-3")
COMMANDS = ("up", "up", "up", "refresh", "destroy", "replace")
EDITS = (
    "edit",
    "edit",
    "remove",
    "remove",
    "add",
    "release on delete",
    "other account",
    "moved by a person",
    "released by a person",
)
_PAUSE_S = 20.0
_MOST_RIVALS = 2
"""In one command; more could leave no number for the stack."""

_LIST = r"IncomingPhoneNumbers\.json"
_ONE = "IncomingPhoneNumbers/PN"
_STATUSES: list[Mapping[str, Any]] = [
    {"status": 429, "code": 20429},
    {"status": 403, "code": 20403},
    *(
        {"status": status, "code": code, **commit}
        for status, code in ((401, 20003), (404, 20404), (500, 20500), (503, 20503))
        for commit in ({}, {"after_commit": True})
    ),
]
FAULTS: tuple[Mapping[str, Any], ...] = (
    *_STATUSES,
    {"page_status": 404},
    {"page_status": 502},
    {"latency_ms": 3_000},
    {"latency_ms": 12_000},
    {"drop_after_commit": True},
    {"hang_after_commit": True},
    {"reset": True},
    {"taken_by": "stranger"},
    {"taken_by": "colleague"},
    {"slow_visibility_ms": 18_000, "method": "POST", "path": _LIST},
    {"status": 404, "code": 20404, "method": "GET", "path": _ONE},
    {"page_status": 404, "path": r"Accounts\.json"},
)
"""Every kind. A latency of 12 s is longer than the provider waits, so Twilio acts unseen."""
_WHERE: tuple[Mapping[str, str], ...] = (
    {},
    {"method": "POST"},
    {"method": "POST", "path": _LIST},
    {"path": _ONE},
    {"method": "GET", "path": _LIST},
)


@dataclass(frozen=True)
class Strike:
    """A fault, how often it strikes, and how many requests are spared before."""

    rule: Mapping[str, Any]
    times: int = 1
    skip: int = 0


@dataclass(frozen=True)
class Step:
    """Edits and what people do, as (what, number of the resource); then one command."""

    command: str = "up"
    edits: tuple[tuple[str, int], ...] = ()
    strikes: tuple[Strike, ...] = ()
    kill_at: int | None = None
    refresh: bool = False
    preview: bool = False

    @property
    def brings_in_line(self) -> bool:
        """Whether success means that Twilio has what the program wants."""
        return self.command == "up" and self.refresh


@dataclass(frozen=True)
class Life:
    """A stack of `size` numbers, and its steps. `choices` decides which thread goes first."""

    size: int
    steps: tuple[Step, ...]
    lag_s: float = 0.0
    with_subaccount: bool = False
    choices: int = 0


@dataclass
class Figures:
    """What was counted over many lives."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)

    def told(self) -> dict[str, int]:
        """Return what is printed at the end of the tests."""
        counts = self.counts
        return {
            "runs": counts["runs"],
            "commands": counts["commands"],
            "faults struck": self.faults.total(),
            "kills": counts["killed"],
            "numbers asked for": counts["asked"],
            "purchases": counts["purchases"],
            "numbers owned in the end": counts["numbers"],
        }


def _placed(fault: Mapping[str, Any], where: Mapping[str, str]) -> Mapping[str, Any]:
    """Restrict a fault to some requests, unless it has its own place."""
    return fault if {"method", "path", "taken_by"} & fault.keys() else {**fault, **where}


def lives() -> st.SearchStrategy[Life]:
    """Draw lives of one to five numbers and one to three commands."""
    placed = [_placed(fault, where) for fault in FAULTS for where in _WHERE]
    strikes = st.builds(
        Strike,
        st.sampled_from(placed),
        st.sampled_from((1, 2, 100)),
        st.sampled_from((0, 0, 1, 2, 4, 8)),
    )
    edits = [(what, which) for what in EDITS for which in range(len(NAMES))]
    steps = st.builds(
        Step,
        st.sampled_from(COMMANDS),
        st.lists(st.sampled_from(edits), max_size=2).map(tuple),
        st.lists(strikes, min_size=1, max_size=3).map(tuple),
        st.none() | st.integers(1, 30),
        st.booleans(),
        st.sampled_from((False, False, False, True)),
    )
    return st.builds(
        Life,
        st.sampled_from((2, 3, 1, 5)),
        st.lists(steps, min_size=1, max_size=3).map(tuple),
        st.sampled_from((0.0, 2.0, 6.0)),
        st.sampled_from((False, False, True)),
        st.integers(0, 2**16),
    )


def live(
    life: Life,
    twilio: VirtualTwilio,
    figures: Figures | None = None,
    new_provider: NewProvider = PhoneNumberProvider,
) -> list[str]:
    """Live a life, assert what `ledger` asserts, and return how each command ended."""
    ends: list[str] = []
    struck = Counter(twilio.struck)
    twilio.begin(lag_s=life.lag_s, with_subaccount=life.with_subaccount)
    stack = Stack(twilio, random.Random(life.choices), new_provider)  # noqa: S311 - no secret
    for name in NAMES[: life.size]:
        stack.program[name] = declaration(name)
    for step in life.steps:
        for what, which in step.edits:
            _edit(what, NAMES[which % life.size], stack, twilio)
        ends.append(_ended(step, stack, twilio))
        twilio.advance(_PAUSE_S)
        ledger.check(stack, twilio)
        if ends[-1] == "succeeded" and step.brings_in_line:
            ledger.check_in_line(stack, twilio)
    ledger.conclude(stack, twilio)
    if figures is not None:
        figures.faults += twilio.struck - struck
        figures.counts.update(
            ends,
            runs=1,
            commands=len(ends),
            purchases=len(twilio.purchases()),
            numbers=len(twilio.numbers()),
            asked=len(stack.asked) + len(stack.given_up),
        )
    return ends


def _ended(step: Step, stack: Stack, twilio: VirtualTwilio) -> str:
    """Run the step's command and say how it ended; then the faults are over."""
    for strike in step.strikes:
        is_rival = "taken_by" in strike.rule
        times = min(strike.times, _MOST_RIVALS) if is_rival else strike.times
        twilio.add_fault(strike.rule, times, strike.skip)
    try:
        if step.command == "up":
            stack.up(refresh=step.refresh, preview=step.preview, kill_at=step.kill_at)
        elif step.command == "refresh":
            stack.refresh(kill_at=step.kill_at)
        elif step.command == "replace":
            stack.replace(kill_at=step.kill_at)
            ledger.check_in_use(stack, twilio)
        else:
            stack.destroy(refresh=step.refresh, kill_at=step.kill_at)
    except CommandFailed:
        return "failed"
    except Killed:
        return "killed"
    finally:
        twilio.clear_faults()
    return "succeeded"


def _edit(what: str, name: str, stack: Stack, twilio: VirtualTwilio) -> None:
    """Change the program, or do what a person does at Twilio."""
    wanted = stack.program.get(name)
    if what == "add":
        stack.program.setdefault(name, declaration(name))
    elif what in {"moved by a person", "released by a person"}:
        _meddle(what, name, stack, twilio)
    elif wanted is None:
        return
    elif what == "remove":
        del stack.program[name]
    elif what == "edit":
        other = f"{API}/voice/other"
        stack.program[name] = {
            **wanted,
            "voice_url": f"{API}/voice/webhook" if wanted["voice_url"] == other else other,
            "sms_url": None if wanted["sms_url"] else f"{API}/sms/webhook",
        }
    elif what == "release on delete":
        stack.program[name] = {**wanted, "release_on_delete": not wanted["release_on_delete"]}
    elif what == "other account" and SUBACCOUNT_SID in twilio.accounts():
        target = None if wanted["subaccount_sid"] else SUBACCOUNT_SID
        stack.program[name] = {**wanted, "subaccount_sid": target}


def _meddle(what: str, name: str, stack: Stack, twilio: VirtualTwilio) -> None:
    for number in ledger.owned_by_resource(stack, twilio).get(name, []):
        if what == "released by a person":
            twilio.release(number.sid)
            stack.given_up.add(number.sid)
        elif SUBACCOUNT_SID in twilio.accounts():
            at_home = number.account_sid == ACCOUNT_SID
            number.account_sid = SUBACCOUNT_SID if at_home else ACCOUNT_SID
