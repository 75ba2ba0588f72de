"""No number of another environment is taken over unseen, whatever a secret says."""

from berthcare.adopt.plan import Plan, plan
from berthcare.adopt.row import Standing
from berthcare.adopt.wish import BUY, Wish
from tests.unit.adopt.made_by_hand import (
    SMS,
    SUB,
    THIRD,
    VOICE,
    WEBHOOKS,
    account,
    found,
    number,
    planned,
    row,
    secret,
    secrets,
    stack,
)

PRODUCTIONS = ("https://api.berthcare.ca/v1/voice/webhook",)
NO_NUMBERS = secrets(without="phone-numbers")


def chosen(made: Plan) -> dict[str, str]:
    return {key: value for key, value in made.inputs.items() if key != "twilioSubaccountSid"}


def test_a_named_number_that_calls_another_environment_is_for_a_person_to_decide() -> None:
    made = planned(numbers=(number(VOICE, webhooks=PRODUCTIONS), number(SMS)))

    [question] = made.questions
    assert question.option == "--voice-number"
    assert f"names {VOICE}, which calls api.berthcare.ca now" in question.why
    assert question.candidates == (VOICE, BUY)
    assert chosen(made) == {"smsNumber": SMS}
    assert "api.berthcare.ca" in row(made, VOICE).why
    assert made.wants_attention


def test_a_copy_of_production_s_webhooks_makes_its_numbers_nobody_else_s() -> None:
    copied = secret("webhooks", {**WEBHOOKS, "voice_webhook_url": PRODUCTIONS[0]})
    made = planned(
        numbers=(number(VOICE, webhooks=PRODUCTIONS), number(SMS)), secrets=secrets(copied)
    )

    assert chosen(made) == {"smsNumber": SMS}
    assert [one.option for one in made.questions] == ["--voice-number"]


def test_the_option_takes_such_a_number_over_and_says_whom_it_calls_now() -> None:
    made = planned(
        None, Wish(voice=VOICE), numbers=(number(VOICE, webhooks=PRODUCTIONS), number(SMS))
    )

    assert chosen(made) == {"voiceNumber": VOICE, "smsNumber": SMS}
    assert "it calls api.berthcare.ca now" in row(made, VOICE).why


def test_a_number_of_the_subaccount_that_serves_another_environment_is_not_this_one_s() -> None:
    made = planned(
        accounts=(account(SUB, name="BerthCare Production"),),
        numbers=(number(THIRD, webhooks=(), account_sid=SUB),),
        secrets=NO_NUMBERS,
    )

    assert dict(made.inputs) == {}
    assert row(made, THIRD).standing is Standing.LEFT


def test_a_number_of_the_state_is_no_candidate_for_another_use() -> None:
    owned = {"numbers-backup-1": THIRD}
    there = found(numbers=(number(VOICE), number(THIRD)), secrets=NO_NUMBERS)
    made = plan(stack(numbers=owned), there, Wish())

    assert chosen(made) == {"voiceNumber": VOICE, "singleNumber": "true"}
    assert row(made, THIRD).standing is Standing.OWNED
