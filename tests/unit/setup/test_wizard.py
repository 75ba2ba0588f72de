"""What a run of the wizard stores, when, and how it goes on after an interrupt."""

import pytest

from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.setup.deployed import Deployed
from berthcare.setup.session import Wish, run
from berthcare.setup.stack_memory import StackMemory
from tests.unit.setup.doubles import (
    DEPLOYER,
    INTERRUPT,
    SID,
    TOKEN,
    BackendDouble,
    OutsideDouble,
    Run,
    TerminalDouble,
    memory,
    wish,
)

VOICE_NUMBER, SMS_NUMBER = "+14165550100", "+16045550110"
_ENTER = ""
_TYPED = [
    *(SID, TOKEN, "role/one, role/two", "https://api.example.ca", VOICE_NUMBER, SMS_NUMBER),
    *("2", "a@example.ca, b@example.ca", "500", "suspend", "n"),
]


def _production() -> Wish:
    return wish(environment=Environment.PRODUCTION)


def test_every_answer_is_stored_the_moment_that_it_is_judged_good(typing: Run) -> None:
    outside = OutsideDouble()
    assert typing(outside, _TYPED, _production()) == 0
    order = [key for moment in outside.backend.moments for key in list(moment.values)[-1:]]
    assert order == [
        *("twilioAccountSid", "twilioAuthToken", "deployers", "apiBaseUrl", "voiceNumber"),
        *("smsNumber", "backupNumbers", "alertEmails", "monthlySpendLimit", "hardLimit"),
    ]
    stored = outside.backend.stored
    assert stored.items("deployers") == ("role/one", "role/two")
    assert stored.items("alertEmails") == ("a@example.ca", "b@example.ca")
    assert stored.get("smsNumber") == SMS_NUMBER
    assert stored.secret == {"twilioAccountSid", "twilioAuthToken"}


def test_enter_alone_takes_every_default(typing: Run) -> None:
    outside = OutsideDouble()
    assert typing(outside, [SID, TOKEN, *[_ENTER] * 8]) == 0
    stored = outside.backend.stored
    assert {key: stored.get(key) for key in stored.values if key not in stored.secret} == {
        "deployers": f'["{DEPLOYER}"]',
        "apiBaseUrl": "https://api-staging.berthcare.ca",
        "voiceNumber": "",
        "singleNumber": "true",
        "backupNumbers": "1",
        "alertEmails": "[]",
        "monthlySpendLimit": "1000",
    }


def test_enter_alone_changes_nothing_in_a_stack_that_is_set_up(typing: Run) -> None:
    outside = OutsideDouble()
    assert typing(outside, _TYPED, _production()) == 0
    before, outside.backend.moments = outside.backend.stored, []
    assert typing(outside, [_ENTER] * len(_TYPED), _production()) == 0
    assert outside.backend.moments == []
    assert outside.backend.stored == before
    assert outside.twilio.asked[1].auth_token == TOKEN


@pytest.mark.parametrize("place", range(len(_TYPED)))
def test_after_an_interrupt_at_any_prompt_the_same_command_goes_on(
    typing: Run, terminal: TerminalDouble, place: int
) -> None:
    whole, outside = OutsideDouble(), OutsideDouble()
    typing(whole, _TYPED, _production())

    assert typing(outside, [*_TYPED[:place], INTERRUPT], _production()) == 130
    told = terminal.shown.getvalue().rpartition("Interrupted")[2]
    kept, still_to_ask = told.partition("still to ask")[::2]
    for key in ("deployers", "apiBaseUrl", "smsNumber", "hardLimit"):
        assert (key in kept) == outside.backend.stored.holds([key])
        assert (key in still_to_ask) != outside.backend.stored.holds([key])
    assert "berthcare setup production" in told

    again = [_ENTER if place > 1 else typed for typed in _TYPED[:2]]
    again += [_ENTER] * max(0, place - 2) + _TYPED[max(2, place) :]
    assert typing(outside, again, _production()) == 0
    assert outside.backend.stored == whole.backend.stored


def test_after_a_kill_at_any_moment_a_run_with_the_same_answers_ends_the_same(typing: Run) -> None:
    whole = OutsideDouble()
    typing(whole, _TYPED, _production())
    for moment in whole.backend.moments:
        outside = OutsideDouble(BackendDouble(moment))
        assert typing(outside, _TYPED, _production()) == 0
        assert outside.backend.stored == whole.backend.stored


def test_one_mistake_at_every_prompt_stores_no_mistake(typing: Run) -> None:
    outside = OutsideDouble()
    mistakes = [
        "AC1",
        "short",
        "admin",
        "http://x.ca",
        "+12125551234",
        "no",
        "-1",
        "a@b",
        "0",
        "x",
        "?",
    ]
    typed = [text for pair in zip(mistakes, _TYPED, strict=True) for text in pair]
    assert typing(outside, typed, _production()) == 0
    for mistake in mistakes:
        assert mistake not in outside.backend.stored.values.values()


def test_a_preview_is_run_where_the_person_says_so(typing: Run) -> None:
    outside = OutsideDouble()
    assert typing(outside, [*_TYPED[:-1], "perhaps", "y"], _production()) == 0
    assert outside.previews == ["preview"]


def test_enter_keeps_a_number_for_texts_that_is_deployed_though_no_file_says_so(
    typing: Run,
) -> None:
    outside = OutsideDouble(deployed=Deployed(frozenset({"numbers-sms"})))
    assert typing(outside, [SID, TOKEN, *[_ENTER] * 8]) == 0
    assert outside.backend.stored.get("singleNumber") == "false"


@pytest.mark.parametrize(("answer", "made"), [("y", ["stack"]), ("n", [])])
def test_a_missing_stack_is_made_where_the_person_says_so(
    typing: Run, answer: str, made: list[str]
) -> None:
    outside = OutsideDouble(BackendDouble(names={"production"}))
    if made:
        assert typing(outside, [answer, INTERRUPT]) == 130
    else:
        with pytest.raises(BerthcareError, match="Nothing was stored: there is no stack"):
            typing(outside, [answer])
    assert outside.backend.made == made


def test_without_a_terminal_a_missing_stack_is_made_by_yes_alone() -> None:
    backend = BackendDouble(memory(), names=set())
    outside = OutsideDouble(backend)
    with pytest.raises(BerthcareError, match="Type: berthcare setup staging --yes"):
        run(wish(), outside.outside(), TerminalDouble().console(), {})
    assert (backend.made, backend.moments) == ([], [])
    assert (
        run(wish(yes=True, preview=False), outside.outside(), TerminalDouble().console(), {}) == 0
    )
    assert backend.made == ["stack"]


def test_a_state_backend_elsewhere_is_told(typing: Run, terminal: TerminalDouble) -> None:
    outside = OutsideDouble(BackendDouble(url="file://~"))
    typing(outside, [INTERRUPT])
    assert "a shared stack wants S3 in ca-central-1" in terminal.shown.getvalue()


def test_flags_answer_their_questions_and_the_person_the_others(typing: Run) -> None:
    outside = OutsideDouble()
    given = wish({"--base-url": "https://api.example.ca", "--voice-number": VOICE_NUMBER})
    assert typing(outside, [SID, TOKEN, *[_ENTER] * 6], given) == 0
    assert outside.backend.stored.get("apiBaseUrl") == "https://api.example.ca"
    assert outside.backend.stored.get("voiceNumber") == VOICE_NUMBER


def test_a_flag_that_contradicts_what_was_typed_since_is_asked_for(
    typing: Run, terminal: TerminalDouble
) -> None:
    outside = OutsideDouble(BackendDouble(memory(maxNumbers="3", singleNumber="true")))
    given = wish({"--backup-numbers": "2"})
    typed = [SID, TOKEN, _ENTER, _ENTER, _ENTER, "buy", "1", *[_ENTER] * 3]
    assert typing(outside, typed, given) == 0
    assert (
        "--backup-numbers must fit maxNumbers, which would have to be 4 at least"
        in terminal.shown.getvalue()
    )
    assert outside.backend.stored.get("backupNumbers") == "1"


def test_what_is_wrong_in_the_file_itself_stops_before_the_summary(typing: Run) -> None:
    outside = OutsideDouble(BackendDouble(StackMemory({"areaCodes": "[212]"})))
    with pytest.raises(BerthcareError, match="areaCodes"):
        typing(outside, [SID, TOKEN, *[_ENTER] * 8])
