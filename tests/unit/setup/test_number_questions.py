"""What the answers about numbers store: never a contradiction, never a number less unasked."""

from itertools import product

import pytest

from berthcare.environments import Environment
from berthcare.problems import Problem
from berthcare.setup.deployed import Deployed
from berthcare.setup.number_questions import BACKUPS, SMS, VOICE
from berthcare.setup.question import Situation
from berthcare.setup.write import Write
from tests.unit.setup.doubles import DEPLOYER, memory

VOICE_NUMBER, SMS_NUMBER = "+14165550100", "+16045550110"
_ENTER = ""


@pytest.mark.parametrize(
    ("stored", "question", "answer"),
    [
        *product(
            [
                {},
                {"voiceNumber": ""},
                {"voiceNumber": VOICE_NUMBER},
                {"voiceNumber": VOICE_NUMBER, "singleNumber": "true"},
                {"voiceNumber": VOICE_NUMBER, "smsNumber": VOICE_NUMBER, "singleNumber": "true"},
                {"voiceNumber": VOICE_NUMBER, "smsNumber": SMS_NUMBER},
                {"smsNumber": SMS_NUMBER, "singleNumber": "false"},
            ],
            [VOICE, SMS],
            [VOICE_NUMBER, SMS_NUMBER, "+15145550120", "buy", "same", _ENTER],
        )
    ],
)
def test_no_moment_of_an_answer_about_numbers_contradicts_itself(
    stored: dict[str, str], question: object, answer: str
) -> None:
    assert question in (VOICE, SMS)
    asked = VOICE if question is VOICE else SMS
    now = memory(**stored)
    outcome = asked.answered(answer, Situation(Environment.STAGING, now, DEPLOYER))
    for write in outcome if isinstance(outcome, tuple) else ():
        now = now.after([write])
        assert now.problems(Environment.STAGING) == ()


def test_a_number_for_texts_that_is_the_one_for_calls_means_one_for_both() -> None:
    outcome = SMS.answered(
        VOICE_NUMBER, Situation(Environment.STAGING, memory(voiceNumber=VOICE_NUMBER), DEPLOYER)
    )
    assert isinstance(outcome, tuple)
    assert memory(voiceNumber=VOICE_NUMBER).after(outcome).get("singleNumber") == "true"


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ({}, "Enter takes the same number as for calls"),
        ({"singleNumber": "true"}, "Enter keeps: the same number as for calls"),
        ({"singleNumber": "false"}, "Enter keeps: one that is bought"),
        ({"smsNumber": SMS_NUMBER}, f"Enter keeps {SMS_NUMBER}"),
    ],
)
def test_enter_keeps_what_the_stack_file_says_of_texts(stored: dict[str, str], told: str) -> None:
    situation = Situation(Environment.STAGING, memory(**stored), DEPLOYER)
    assert told in SMS.prompt(situation)
    outcome = SMS.answered(_ENTER, situation)
    assert outcome == () or not stored


def _deployed(*numbers: str) -> Situation:
    there = Deployed(frozenset(numbers))
    return Situation(Environment.STAGING, memory(), DEPLOYER, there)


@pytest.mark.parametrize(("answer", "refused"), [("0", True), ("1", True), ("2", False)])
def test_a_reserve_is_not_made_smaller_than_what_is_deployed(answer: str, *, refused: bool) -> None:
    now = _deployed("numbers-voice", "numbers-backup-1", "numbers-backup-2")
    outcome = BACKUPS.answered(answer, now)
    assert isinstance(outcome, Problem) is refused
    assert not refused or "be 2 at least" in str(outcome)


def test_enter_keeps_the_reserve_that_is_deployed() -> None:
    now = _deployed("numbers-voice", "numbers-backup-1", "numbers-backup-2")
    assert "keeps the 2 that are deployed" in BACKUPS.prompt(now)
    assert BACKUPS.answered(_ENTER, now) == (Write("backupNumbers", "2"),)


def test_a_deployed_number_for_texts_is_not_given_up_for_the_other_one() -> None:
    outcome = SMS.answered("same", _deployed("numbers-voice", "numbers-sms"))
    assert isinstance(outcome, Problem)
    assert "one is deployed" in str(outcome)
