"""Every bad answer to every question is refused with its rule and remedy, and nothing is stored."""

import pytest

from berthcare.problems import Problem
from berthcare.setup.credentials import SID, TOKEN, parsed
from berthcare.setup.given import AnswersRefused
from berthcare.setup.prompting import refusal_of, says_yes
from berthcare.setup.questions import BASE_URL, questions_for
from berthcare.setup.session import run
from tests.unit.setup.bad_answers import BAD_ANSWERS, BadAnswer
from tests.unit.setup.doubles import (
    BackendDouble,
    OutsideDouble,
    PersonDouble,
    TerminalDouble,
    memory,
    situation,
    wish,
)

_TYPED_SECRET = "not-a-token-but-perhaps-a-pass-word"
_BAD_SIDS = ("", "AC", "AC" + "0" * 31, "AC" + "0" * 33, "SK" + "0" * 32, "AC" + "A" * 32)
_BAD_TOKENS = ("", "0" * 31, "0" * 33, "0" * 31 + "-", " " * 32, "é" * 32)


def test_the_table_has_every_question() -> None:
    asked = {question.flag for one in BAD_ANSWERS for question in questions_for(one.environment)}
    assert asked == {one.flag for one in BAD_ANSWERS}


@pytest.mark.parametrize("bad", BAD_ANSWERS, ids=str)
def test_a_bad_answer_is_refused_at_its_prompt_with_rule_and_remedy(bad: BadAnswer) -> None:
    [question] = [one for one in questions_for(bad.environment) if one.flag == bad.flag]
    outcome = question.answered(bad.typed, situation(bad.environment, **bad.stored))
    assert isinstance(outcome, Problem)
    assert bad.rule in refusal_of(outcome)
    assert bad.remedy in refusal_of(outcome)


@pytest.mark.parametrize("bad", BAD_ANSWERS, ids=str)
def test_a_bad_flag_is_refused_by_its_name_and_nothing_is_stored(bad: BadAnswer) -> None:
    backend = BackendDouble(memory(**{"alertEmails": '["a@example.ca"]', **bad.stored}))
    outside = OutsideDouble(backend)
    asked = wish({bad.flag: bad.typed}, environment=bad.environment)
    with pytest.raises(AnswersRefused) as refused:
        run(asked, outside.outside(), TerminalDouble().console(), {})
    [problem] = refused.value.problems
    assert problem.field == bad.flag
    assert bad.rule in str(problem)
    assert bad.remedy in str(problem)
    assert (backend.moments, outside.twilio.asked) == ([], [])


def test_all_bad_flags_are_told_at_once() -> None:
    answers = {
        "--base-url": "http://api-staging.berthcare.ca",
        "--voice-number": "+12125551234",
        "--backup-numbers": "eleven",
        "--spend-limit": "0",
        "--hard-limit": "suspend",
    }
    outside = OutsideDouble()
    with pytest.raises(AnswersRefused) as refused:
        run(wish(answers), outside.outside(), TerminalDouble().console(), {})
    told = [problem.field for problem in refused.value.problems]
    assert sorted(told) == sorted([*answers, "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"])
    assert outside.backend.moments == []


@pytest.mark.parametrize("flag", sorted({one.flag for one in BAD_ANSWERS}))
def test_an_empty_flag_is_no_enter(flag: str) -> None:
    environment = BAD_ANSWERS[-1].environment
    outside = OutsideDouble(BackendDouble(memory(alertEmails='["a@example.ca"]')))
    with pytest.raises(AnswersRefused, match=f"{flag}: '' must not be empty. Leave {flag} out."):
        run(
            wish({flag: ""}, environment=environment),
            outside.outside(),
            TerminalDouble().console(),
            {},
        )


@pytest.mark.parametrize(
    "typed",
    ["https://API.Berthcare.ca", "https://api.berthcare.ca/", "HTTPS://api.berthcare.ca"],
)
def test_a_base_url_may_be_spelled_otherwise(typed: str) -> None:
    assert isinstance(BASE_URL.answered(typed, situation()), tuple)


@pytest.mark.parametrize("typed", ["perhaps", "yes please", "1", "ja", "none"])
def test_only_yes_and_no_answer_a_question_of_yes_or_no(typed: str) -> None:
    person = PersonDouble([typed, "y"])

    assert says_yes(person, "Make it?")
    [problem] = person.problems
    assert refusal_of(problem) == "must be y or n. Type y for yes; Enter alone is a no."


def test_one_number_for_both_and_another_one_for_texts_exclude_each_other() -> None:
    outside = OutsideDouble(BackendDouble(memory()))
    asked = wish({"--sms-number": "+16045550110"}, single_number=True)
    with pytest.raises(AnswersRefused, match="be left out beside --single-number"):
        run(asked, outside.outside(), TerminalDouble().console(), {})


@pytest.mark.parametrize("typed", _BAD_SIDS)
def test_a_bad_account_sid_is_refused_without_being_shown(typed: str) -> None:
    problem = SID.judged(typed)
    assert problem is not None
    assert problem.value is None
    assert f"34 in all; it has {len(typed)}" in refusal_of(problem)
    assert "Copy it from the Twilio Console" in refusal_of(problem)


@pytest.mark.parametrize("typed", _BAD_TOKENS)
def test_a_bad_auth_token_is_refused_without_being_shown(typed: str) -> None:
    problem = TOKEN.judged(typed)
    assert problem is not None
    assert problem.value is None
    assert f"be 32 letters and digits; it has {len(typed)} characters" in refusal_of(problem)
    assert "Copy it from the Twilio Console" in refusal_of(problem)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "standard input: (secret, not shown) must be a JSON object"),
        (_TYPED_SECRET, "must be a JSON object"),
        (f'["{_TYPED_SECRET}"]', "must be a JSON object"),
        ("{}", "account_sid: (secret, not shown) must be given as a text"),
        (f'{{"account_sid": 1, "auth_token": "{_TYPED_SECRET}"}}', "must be given as a text"),
        (f'{{"account_sid": "{_TYPED_SECRET}", "auth_token": null}}', "34 in all; it has 35"),
        (f'{{"token": "{_TYPED_SECRET}"}}', "alone; it holds 1 more"),
    ],
)
def test_bad_standard_input_is_refused_without_being_shown(text: str, rule: str) -> None:
    problems = parsed(text)
    assert isinstance(problems, list)
    told = " ".join(map(str, problems))
    assert rule in told
    assert 'Give it like: {"account_sid"' in told or "Copy it from the Twilio Console" in told
    assert _TYPED_SECRET not in told


@pytest.mark.parametrize("variable", ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"])
def test_a_bad_variable_is_refused_by_its_name_without_being_shown(variable: str) -> None:
    outside = OutsideDouble(BackendDouble(memory()))
    with pytest.raises(AnswersRefused) as refused:
        run(wish(), outside.outside(), TerminalDouble().console(), {variable: _TYPED_SECRET})
    assert variable in str(refused.value)
    assert _TYPED_SECRET not in str(refused.value)
    assert outside.backend.moments == []
