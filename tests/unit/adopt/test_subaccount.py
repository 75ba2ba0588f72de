"""Which subaccount is the environment's."""

from collections.abc import Mapping

import pytest

from berthcare.adopt.account_part import sids_to_look_into
from berthcare.adopt.found_account import FoundAccount
from berthcare.adopt.plan import plan
from berthcare.adopt.row import Standing
from berthcare.adopt.wish import Wish
from berthcare.errors import BerthcareError
from tests.unit.adopt.made_by_hand import (
    OTHER_SUB,
    SUB,
    account,
    found,
    names,
    planned,
    row,
    secret,
    secrets,
    stack,
)
from tests.unit.loaded_settings import SID as MAIN

STRANGER = "AC" + "f" * 32
NO_SID = secrets(without="account")


def test_the_account_of_the_secret_comes_before_one_of_the_right_name() -> None:
    made = planned(accounts=(account(OTHER_SUB), account(SUB, name="berthcare-stg")))

    assert made.inputs["twilioSubaccountSid"] == SUB
    assert "renames it to BerthCare Staging" in row(made, "berthcare-stg").why
    assert row(made, "BerthCare Staging").standing is Standing.LEFT


def test_one_of_the_right_name_is_taken_over_where_no_secret_names_one() -> None:
    made = planned(accounts=(account(OTHER_SUB),), secrets=NO_SID)

    assert made.inputs["twilioSubaccountSid"] == OTHER_SUB


def test_two_of_the_right_name_are_a_question() -> None:
    made = planned(accounts=(account(SUB), account(OTHER_SUB)), secrets=NO_SID)

    assert [one.option for one in made.questions] == ["--subaccount"]
    assert made.questions[0].candidates == (SUB, OTHER_SUB)
    assert "twilioSubaccountSid" not in made.inputs


def test_the_option_answers_that_question() -> None:
    accounts = (account(SUB), account(OTHER_SUB))
    made = planned(None, Wish(subaccount=OTHER_SUB), accounts=accounts, secrets=NO_SID)

    assert made.inputs["twilioSubaccountSid"] == OTHER_SUB
    assert made.questions == ()


def test_where_there_is_none_the_deployment_makes_one() -> None:
    made = planned(accounts=(), secrets=NO_SID)

    assert row(made, "BerthCare Staging").standing is Standing.MADE
    assert "twilioSubaccountSid" not in made.inputs


@pytest.mark.parametrize(
    "accounts",
    [
        (),
        (account(SUB, status="closed"),),
        (account(SUB, name="BerthCare Production"),),
    ],
    ids=["of somebody else", "closed", "another environment's"],
)
def test_an_account_of_the_secret_that_cannot_serve_wants_attention(
    accounts: tuple[FoundAccount, ...],
) -> None:
    made = planned(accounts=accounts)

    assert made.wants_attention
    assert "twilioSubaccountSid" not in made.inputs
    assert row(made, f"AC…{SUB[-4:]}").standing is Standing.ATTENTION


def test_a_suspended_one_is_taken_over_and_stays_so() -> None:
    made = planned(accounts=(account(status="suspended"),))

    assert "stays so" in row(made, "BerthCare Staging").why
    assert made.inputs["twilioSubaccountSid"] == SUB


def test_the_one_of_the_state_is_owned() -> None:
    made = plan(stack(subaccount_sid=SUB), found(), Wish())

    assert row(made, "BerthCare Staging").standing is Standing.OWNED
    assert "twilioSubaccountSid" not in made.inputs


def test_the_one_of_the_configuration_is_owned() -> None:
    made = planned({"twilioSubaccountSid": SUB})

    assert row(made, "BerthCare Staging").standing is Standing.OWNED
    assert "twilioSubaccountSid" not in made.inputs


def test_a_configured_one_that_is_not_there_wants_attention() -> None:
    made = planned({"twilioSubaccountSid": STRANGER})

    assert names(made, Standing.ATTENTION) == [f"AC…{STRANGER[-4:]}"]


@pytest.mark.parametrize(
    ("configuration", "owned", "sid", "reason"),
    [
        ({}, None, STRANGER, "no subaccount of"),
        ({}, SUB, OTHER_SUB, "keeps it"),
        ({"useSubaccount": "false"}, None, SUB, "useSubaccount is false"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(
    configuration: Mapping[str, str], owned: str | None, sid: str, reason: str
) -> None:
    with pytest.raises(BerthcareError, match=reason):
        plan(stack(configuration, subaccount_sid=owned), found(), Wish(subaccount=sid))


def test_without_subaccounts_one_of_the_name_is_left_alone() -> None:
    made = planned({"useSubaccount": "false"})

    assert row(made, "BerthCare Staging").standing is Standing.LEFT
    assert "twilioSubaccountSid" not in made.inputs


def test_only_the_accounts_that_may_be_the_environment_s_are_looked_into() -> None:
    accounts = (account(SUB, name="x"), account(OTHER_SUB, name="BerthCare Production"))

    assert sids_to_look_into(stack(), found(accounts=accounts), Wish()) == [MAIN, SUB]
    closed = found(accounts=(account(SUB, status="closed"),))
    assert sids_to_look_into(stack(), closed, Wish()) == [MAIN]


def test_a_secret_without_a_sid_names_nothing() -> None:
    made = planned(accounts=(), secrets=secrets(secret("account", {"auth_token": "x"})))

    assert row(made, "BerthCare Staging").standing is Standing.MADE


def test_an_account_of_another_environment_is_not_looked_into() -> None:
    theirs = found(accounts=(account(SUB, name="BerthCare Production"),))

    assert sids_to_look_into(stack(), theirs, Wish()) == [MAIN]


@pytest.mark.parametrize(
    ("accounts", "reason"),
    [
        ((), "no subaccount of AC"),
        ((account(SUB, status="closed"),), "closed"),
    ],
    ids=["another main account's credentials", "closed"],
)
def test_one_of_the_state_that_the_credentials_do_not_reach_wants_attention(
    accounts: tuple[FoundAccount, ...], reason: str
) -> None:
    made = plan(stack(subaccount_sid=SUB), found(accounts=accounts), Wish())

    told = row(made, f"AC…{SUB[-4:]}")
    assert told.standing is Standing.ATTENTION
    assert reason in told.why
    assert "berthcare setup staging" in (told.remedy or "")
    assert made.wants_attention


def test_one_of_the_state_stays_owned_whatever_somebody_called_it() -> None:
    accounts = (account(SUB, name="BerthCare Production"),)
    made = plan(stack(subaccount_sid=SUB), found(accounts=accounts), Wish())

    assert row(made, "BerthCare Production").standing is Standing.OWNED
    assert sids_to_look_into(stack(subaccount_sid=SUB), found(accounts=accounts), Wish()) == [
        MAIN,
        SUB,
    ]


def test_a_configured_one_that_serves_another_environment_wants_attention() -> None:
    accounts = (account(SUB, name="BerthCare Production"),)
    made = planned({"twilioSubaccountSid": SUB}, accounts=accounts)

    assert row(made, "BerthCare Production").standing is Standing.ATTENTION
