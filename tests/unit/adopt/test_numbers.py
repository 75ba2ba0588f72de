"""Which numbers are taken over for what, and which are left alone."""

from collections.abc import Mapping

import pytest

from berthcare.adopt.found_number import FoundNumber
from berthcare.adopt.plan import plan
from berthcare.adopt.row import Standing
from berthcare.adopt.wish import BUY, Wish
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.names import PROJECT
from berthcare.number_pool import Purpose
from providers.api.marker import Identity
from tests.unit.adopt.made_by_hand import (
    AMERICAN,
    NUMBERS,
    OTHER_SUB,
    SMS,
    SUB,
    THIRD,
    VOICE,
    found,
    names,
    number,
    planned,
    row,
    secret,
    secrets,
    stack,
)
from tests.unit.loaded_settings import SID as MAIN

OURS = ("https://api-staging.berthcare.ca/v1/voice/webhook",)
THEIRS = ("https://shop.example.ca/call",)
NOBODYS = ("https://demo.twilio.com/welcome/voice/",)
NO_NUMBERS = secrets(without="phone-numbers")


def chosen(made: object) -> dict[str, str]:
    inputs: Mapping[str, str] = made.inputs  # type: ignore[attr-defined]  # a plan
    return {key: value for key, value in inputs.items() if key != "twilioSubaccountSid"}


def marked(phone_number: str, resource: str, stack_name: str = "staging") -> FoundNumber:
    name = Identity(PROJECT, stack_name, resource).marker
    return number(phone_number, name=name, account_sid=SUB, webhooks=OURS)


def test_the_numbers_that_the_secret_names_are_taken_over() -> None:
    made = planned(numbers=(number(VOICE), number(SMS), number(THIRD)))

    assert chosen(made) == {"voiceNumber": VOICE, "smsNumber": SMS}
    assert row(made, THIRD).standing is Standing.LEFT
    assert made.questions == ()


def test_that_the_deployment_will_move_a_number_is_told() -> None:
    assert "moves it from the main account" in row(planned(), VOICE).why
    there = (number(VOICE, account_sid=SUB), number(SMS, account_sid=SUB))
    assert "moves it" not in row(planned(numbers=there), VOICE).why


def test_one_number_for_both_is_said_by_the_setting_for_that() -> None:
    both = {"voice_number": VOICE, "sms_number": VOICE}
    made = planned(secrets=secrets(secret("phone-numbers", both)))

    assert chosen(made) == {"voiceNumber": VOICE, "singleNumber": "true"}
    assert row(made, VOICE).standing is Standing.TAKEN


def test_the_primaries_come_before_a_backup_that_serves() -> None:
    failed_over = {
        "voice_number": THIRD,
        "sms_number": SMS,
        "primary_voice_number": VOICE,
        "primary_sms_number": SMS,
        "backup_numbers": [THIRD],
    }
    made = planned(
        numbers=(number(VOICE), number(SMS), number(THIRD)),
        secrets=secrets(secret("phone-numbers", failed_over)),
    )

    assert chosen(made) == {"voiceNumber": VOICE, "smsNumber": SMS}


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        ((number(SMS),), "neither the main account nor the subaccount has it"),
        ((number(VOICE, capabilities=frozenset({Purpose.VOICE})), number(SMS)), "cannot do sms"),
        ((number(VOICE, status="suspended"), number(SMS)), "suspended"),
        ((marked(VOICE, "numbers-voice", "production"), number(SMS)), "serves another stack"),
    ],
    ids=["gone", "voice only", "suspended", "another stack's"],
)
def test_a_named_number_that_cannot_be_had_is_for_a_person_to_decide(
    numbers: tuple[FoundNumber, ...], reason: str
) -> None:
    made = planned(numbers=numbers)

    assert [one.option for one in made.questions] == ["--voice-number"]
    assert reason in made.questions[0].why
    assert chosen(made) == {"smsNumber": SMS}
    assert made.wants_attention


def test_an_american_number_that_the_secret_names_is_left_alone_and_asked_about() -> None:
    american = {"voice_number": AMERICAN, "sms_number": SMS}
    made = planned(
        numbers=(number(AMERICAN), number(SMS)),
        secrets=secrets(secret("phone-numbers", american)),
    )

    assert row(made, AMERICAN).why == "it is not a Canadian number"
    assert "voiceNumber" not in made.inputs
    assert [one.option for one in made.questions] == ["--voice-number"]


def test_where_nothing_names_any_the_only_one_of_the_environment_serves_both() -> None:
    made = planned(numbers=(number(VOICE), number(THIRD, webhooks=THEIRS)), secrets=NO_NUMBERS)

    assert chosen(made) == {"voiceNumber": VOICE, "singleNumber": "true"}


def test_where_nothing_names_them_several_are_a_question_for_each_use() -> None:
    made = planned(numbers=(number(VOICE), number(SMS), number(THIRD)), secrets=NO_NUMBERS)

    assert [one.option for one in made.questions] == ["--voice-number", "--sms-number"]
    assert made.questions[0].candidates == (VOICE, SMS, THIRD, BUY)
    assert chosen(made) == {}


def test_options_answer_the_questions() -> None:
    made = planned(
        None,
        Wish(voice=THIRD, sms=BUY),
        numbers=(number(VOICE), number(SMS), number(THIRD)),
        secrets=NO_NUMBERS,
    )

    assert chosen(made) == {"voiceNumber": THIRD}
    assert made.questions == ()
    assert "you chose so: one is bought" in row(made, "(for SMS)").why


@pytest.mark.parametrize(
    ("webhooks", "account_sid", "is_ours"),
    [
        (OURS, MAIN, True),
        (NOBODYS, SUB, True),
        ((), SUB, True),
        (NOBODYS, MAIN, False),
        ((), MAIN, False),
        (THEIRS, MAIN, False),
        (THEIRS, SUB, False),
        ((*OURS, *THEIRS), MAIN, False),
    ],
)
def test_a_number_is_the_environment_s_by_what_it_calls_or_by_its_account(
    webhooks: tuple[str, ...], account_sid: str, *, is_ours: bool
) -> None:
    there = number(THIRD, webhooks=webhooks, account_sid=account_sid)
    made = planned(numbers=(there,), secrets=NO_NUMBERS)

    assert ("voiceNumber" in made.inputs) is is_ours
    assert row(made, THIRD).standing is (Standing.TAKEN if is_ours else Standing.LEFT)


def test_without_any_the_deployment_buys_them() -> None:
    made = planned(numbers=(), secrets=NO_NUMBERS)

    assert chosen(made) == {}
    assert "(for voice)" in names(made, Standing.MADE)
    assert made.questions == ()


def test_other_webhooks_are_named() -> None:
    made = planned(numbers=(number(VOICE), number(SMS), number(THIRD, webhooks=THEIRS)))

    assert "other webhooks (shop.example.ca)" in row(made, THIRD).why


def test_numbers_of_the_state_are_owned() -> None:
    owned = {"numbers-voice": VOICE, "numbers-sms": SMS, "numbers-backup-1": THIRD}
    numbers = (number(VOICE), number(SMS), number(THIRD))
    made = plan(stack(numbers=owned), found(numbers=numbers), Wish())

    assert chosen(made) == {}
    assert [row(made, one).standing for one in (VOICE, SMS, THIRD)] == [Standing.OWNED] * 3


def test_numbers_of_the_configuration_are_owned_as_the_deployment_takes_them_over() -> None:
    made = planned({"voiceNumber": VOICE, "smsNumber": SMS})

    assert chosen(made) == {}
    assert row(made, VOICE).standing is Standing.OWNED


def test_a_configured_number_that_nobody_has_wants_attention() -> None:
    made = planned({"voiceNumber": THIRD, "smsNumber": SMS})

    assert row(made, THIRD).standing is Standing.ATTENTION


def test_a_number_with_this_stack_s_mark_is_found_again_without_a_setting() -> None:
    numbers = (marked(VOICE, "numbers-voice"), marked(THIRD, "numbers-backup-1"), number(SMS))
    made = planned(numbers=numbers)

    assert chosen(made) == {"smsNumber": SMS}
    assert row(made, VOICE).standing is Standing.OWNED
    assert row(made, THIRD).standing is Standing.OWNED


def test_one_that_a_delete_kept_is_found_again_as_well() -> None:
    name = Identity(PROJECT, "staging", "numbers-voice").orphan_marker
    assert number(VOICE, name=name).mark(Environment.STAGING) == "numbers-voice"
    assert number(VOICE, name=name).unusable(Environment.PRODUCTION) is None


def test_with_a_single_number_the_one_for_texts_is_left_alone() -> None:
    made = planned({"singleNumber": "true"})

    assert chosen(made) == {"voiceNumber": VOICE}
    assert row(made, SMS).standing is Standing.LEFT


@pytest.mark.parametrize(
    ("configuration", "wish", "reason"),
    [
        ({"voiceNumber": VOICE}, Wish(voice=BUY), "pulumi config rm voiceNumber"),
        ({"singleNumber": "true"}, Wish(sms=SMS), "no use while singleNumber is true"),
    ],
)
def test_a_choice_that_the_configuration_contradicts_is_refused(
    configuration: Mapping[str, str], wish: Wish, reason: str
) -> None:
    with pytest.raises(BerthcareError, match=reason):
        planned(configuration, wish)


@pytest.mark.parametrize(
    ("wish", "owned", "reason"),
    [
        (Wish(voice=THIRD), {}, "neither the main account nor the subaccount has it"),
        (Wish(voice=SMS), {"numbers-voice": VOICE}, "keeps it"),
        (Wish(voice=SMS), {"numbers-backup-1": SMS}, "this stack's numbers-backup-1 already"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(
    wish: Wish, owned: Mapping[str, str], reason: str
) -> None:
    with pytest.raises(BerthcareError, match=reason):
        plan(stack(numbers=owned), found(), wish)


def test_the_main_account_keeps_the_numbers_where_it_serves_itself() -> None:
    made = planned({"useSubaccount": "false"}, numbers=(number(VOICE), number(SMS)))

    assert "moves it" not in row(made, VOICE).why


def test_a_number_of_another_subaccount_is_moved_into_the_one_that_serves() -> None:
    made = planned(numbers=(number(VOICE, account_sid=OTHER_SUB), number(SMS)))

    assert f"moves it from the AC…{OTHER_SUB[-4:]}" in row(made, VOICE).why


def test_a_secret_with_something_else_than_numbers_names_none() -> None:
    odd = {**NUMBERS, "voice_number": 5}
    made = planned(numbers=(), secrets=secrets(secret("phone-numbers", odd)))

    assert [one.option for one in made.questions] == ["--sms-number"]
