"""What the answers about numbers store: never a contradiction, never a number less unasked."""

from itertools import product

import pytest

from berthcare.environments import Environment
from berthcare.setup.number_questions import SMS, VOICE
from berthcare.setup.question import Situation
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
