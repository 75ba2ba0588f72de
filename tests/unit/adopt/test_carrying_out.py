"""The steps of an adoption, and the look at what a deployment would do."""

import io
from collections.abc import Mapping

import pytest

from berthcare.adopt.carrying_out import steps_of
from berthcare.adopt.import_file import import_document
from berthcare.adopt.plan import Plan, plan
from berthcare.adopt.report import Report
from berthcare.adopt.wish import Wish
from berthcare.console import Console
from berthcare.engine.plan import PlannedStep
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.names import PROJECT, Names
from berthcare.steps import Course, take
from tests.unit.adopt.engine_double import EngineDouble
from tests.unit.adopt.made_by_hand import (
    SMS,
    SUB,
    VOICE,
    arn,
    found,
    planned,
    secret,
    secrets,
    stack,
)
from tests.unit.components.deployed import deployed

SECRET = "aws:secretsmanager/secret:Secret"
NUMBER = "pulumi-python:dynamic/twilio:PhoneNumber"
NAMES = Names(Environment.STAGING)


def step(op: str, type_: str, name: str) -> PlannedStep:
    return PlannedStep(op, f"urn::{name}", type_, name)


def carried_out(engine: EngineDouble, made: Plan) -> tuple[Course, str]:
    printed = io.StringIO()
    console = Console.of(printed, printed, io.StringIO(), {})
    return take(steps_of(made, engine), console), printed.getvalue()


def test_settings_come_first_then_the_state_then_the_look_at_the_plan() -> None:
    engine = EngineDouble()
    course, _ = carried_out(engine, planned())

    assert course.finished
    assert engine.told == [
        f"{PROJECT}:twilioSubaccountSid={SUB}",
        f"{PROJECT}:voiceNumber={VOICE}",
        f"{PROJECT}:smsNumber={SMS}",
        "import",
        "preview",
    ]
    assert engine.documents == [import_document(NAMES, planned().secrets)]


def test_where_all_is_the_stack_s_nothing_is_done() -> None:
    settings = {"twilioSubaccountSid": SUB, "voiceNumber": VOICE, "smsNumber": SMS}
    owned = {name: arn(name) for name in NAMES.secrets}
    made = plan(stack(settings, secrets=owned), found(), Wish())

    assert made.changes_nothing
    assert steps_of(made, EngineDouble()) == []
    assert Report(made, Course()).status == 0


def test_an_interrupt_says_what_is_done_and_what_is_not() -> None:
    made = planned()
    course, printed = carried_out(EngineDouble(fails_at="import"), made)

    assert "interrupted; it may have been done" in printed
    assert "not done: plan" in printed
    assert Report(made, course).status == 130
    assert "Go on: berthcare adopt staging" in "\n".join(
        Report(made, course).lines("berthcare adopt staging")
    )


@pytest.mark.parametrize(
    "wrong",
    [
        step("create", SECRET, "twilio-webhooks"),
        step("replace", SECRET, "twilio-account"),
        step("delete", NUMBER, "numbers-voice"),
        step("delete", "pulumi-python:dynamic/twilio:Subaccount", "account-subaccount"),
    ],
    ids=str,
)
def test_a_deployment_that_would_lose_something_is_told(wrong: PlannedStep) -> None:
    made = planned()
    course, printed = carried_out(EngineDouble((wrong,)), made)

    assert not course.finished
    assert f"{wrong.op} of {wrong.name}" in printed
    assert Report(made, course).status == 1


def test_a_deployment_that_makes_what_was_not_there_is_fine() -> None:
    fine = (
        step("create", SECRET, "twilio-parent"),
        step("create", NUMBER, "numbers-voice"),
        step("update", SECRET, "twilio-webhooks"),
        step(
            "replace", "aws:secretsmanager/secretVersion:SecretVersion", "twilio-webhooks-version"
        ),
    )
    course, _ = carried_out(EngineDouble(fine), planned())

    assert course.finished


def test_a_deployment_that_would_be_refused_is_told_with_the_reason() -> None:
    _, printed = carried_out(EngineDouble(succeeded=False), planned())

    assert "a rule says no" in printed


def test_something_that_wants_attention_ends_in_status_1_although_the_rest_is_taken_over() -> None:
    made = planned(secrets=secrets(secret("phone-numbers", deleted_on=None, has_value=True)))
    course = Course()

    assert made.wants_attention
    assert Report(made, course).status == 1


def test_the_import_puts_each_secret_where_the_program_has_it() -> None:
    made = planned(secrets=secrets(secret("parent")))
    root, *others = import_document(NAMES, made.secrets)["resources"]
    program = {(one.type, one.name, one.parent) for one in deployed().resources}

    assert root["type"] in {type_ for type_, name, _ in program if name == root["name"]}
    assert {(one["type"], one["name"], one["parent"]) for one in others} <= program


def test_an_error_of_the_engine_shows_no_value() -> None:
    class Refusing(EngineDouble):
        def import_resources(self, document: Mapping[str, object], *, protect: bool = True) -> None:
            del document, protect
            raise BerthcareError("`pulumi import` failed.", "Type: pulumi preview")

    _, printed = carried_out(Refusing(), planned())

    assert "pulumi import` failed" in printed
