"""A plan is read from the engine's stream of events, as CLI 3.259.0 prints it."""

import json
from typing import Any

import pytest

from berthcare.engine.plan import Diagnostic, Plan, PolicyFinding, plan_of
from berthcare.errors import BerthcareError

NUMBER = "urn:pulumi:staging::p::berthcare:numbers:PhoneNumbers$t:PhoneNumber::numbers-sms"
SUCCEEDED = {"summaryEvent": {"result": "succeeded", "PolicyPacks": {"berthcare|local|/p": "0.1"}}}
FAILED = {"summaryEvent": {"result": "failed"}}


def begun(op: str, urn: str = NUMBER, **metadata: object) -> dict[str, Any]:
    kept = {"op": op, "urn": urn, "type": "t:PhoneNumber", **metadata}
    return {"resourcePreEvent": {"metadata": kept}}


def ended(op: str, urn: str = NUMBER, **metadata: object) -> dict[str, Any]:
    return {"resOutputsEvent": begun(op, urn, **metadata)["resourcePreEvent"]}


def planned(*events: object) -> Plan:
    return plan_of("\n".join(map(json.dumps, events)), "pulumi preview --json")


def states(part: str, before: object, after: object) -> dict[str, Any]:
    return {"old": {part: before}, "new": {part: after}}


def test_a_resource_that_stays_is_a_step_that_changes_nothing() -> None:
    made = planned(begun("same"), ended("same"), SUCCEEDED)
    assert [step.op for step in made.steps] == ["same"]
    assert made.changing == ()


def test_a_step_is_told_by_type_name_and_protection() -> None:
    (step,) = planned(begun("create", new={"protect": True}), SUCCEEDED).steps
    assert (step.op, step.type, step.name) == ("create", "t:PhoneNumber", "numbers-sms")
    assert step.protected


def test_a_replacement_is_one_step_and_tells_what_forces_it() -> None:
    made = planned(
        begun("create-replacement", keys=["country"]),
        begun("replace", keys=["country"], detailedDiff={"country": {"kind": "update-replace"}}),
        begun("delete-replaced"),
        SUCCEEDED,
    )
    (step,) = made.steps
    assert (step.op, step.replaces, step.changed_properties) == (
        "replace",
        ("country",),
        ("country",),
    )


def test_a_refresh_tells_what_it_found_when_it_is_done() -> None:
    found = states("inputs", {"url": "https://a.ca"}, {"url": "https://b.ca"})
    (step,) = planned(begun("refresh"), ended("update", **found), SUCCEEDED).changing
    assert (step.op, step.changed_properties) == ("update", ("url",))


def test_a_refresh_that_found_nothing_changes_nothing() -> None:
    assert planned(begun("refresh"), ended("same"), SUCCEEDED).changing == ()


def test_what_the_program_wants_comes_before_what_the_refresh_found() -> None:
    events = [begun("refresh"), ended("update"), begun("same"), ended("same")]
    assert [step.op for step in planned(*events, SUCCEEDED).steps] == ["same"]


def test_the_outputs_are_compared_where_the_inputs_are_alike() -> None:
    found: dict[str, Any] = {
        "old": {"inputs": {"a": 1}, "outputs": {"tags": {"Owner": "x"}, "__provider": "1"}},
        "new": {"inputs": {"a": 1}, "outputs": {"tags": {"Owner": "y"}, "__provider": "2"}},
    }
    (step,) = planned(begun("update", **found), SUCCEEDED).steps
    assert step.changed_properties == ("tags.Owner",)


def test_a_masked_secret_that_differs_leaves_no_property_to_name() -> None:
    found = states("inputs", {"secretString": "[secret]"}, {"secretString": "[secret]"})
    (step,) = planned(begun("update", **found), SUCCEEDED).steps
    assert step.changed_properties == ()


def test_no_value_of_a_resource_is_kept() -> None:
    found = states("inputs", {"note": "before-it"}, {"note": "after-it"})
    made = planned(begun("update", **found), SUCCEEDED)
    assert "before-it" not in repr(made)
    assert "after-it" not in repr(made)


def test_a_policy_that_refuses_is_told_first() -> None:
    violation = {
        "resourceUrn": NUMBER,
        "policyName": "number-protected",
        "enforcementLevel": "mandatory",
        "message": "A number is protected.\n",
    }
    error = {"severity": "error", "prefix": "error: ", "message": "preview failed\n"}
    made = planned({"diagnosticEvent": error}, {"policyEvent": violation}, FAILED)
    assert not made.succeeded
    assert made.errors == ("A number is protected.", "error: preview failed")
    assert made.policy_findings == (
        PolicyFinding("number-protected", "mandatory", "A number is protected.", NUMBER),
    )


def test_an_advisory_finding_refuses_nothing() -> None:
    advice = {"policyName": "a", "enforcementLevel": "advisory", "message": "Better so."}
    made = planned({"policyEvent": advice}, SUCCEEDED)
    assert made.succeeded
    assert made.errors == ()
    assert made.policy_packs == ("berthcare",)


def test_debugging_lines_are_passed_over_and_information_is_kept() -> None:
    debugging = {"severity": "debug", "prefix": "debug: ", "message": "beginning rpc\n"}
    told = {"severity": "info", "message": "a create buys one number\n\n"}
    made = planned({"diagnosticEvent": debugging}, {"diagnosticEvent": told}, SUCCEEDED)
    assert made.diagnostics == (Diagnostic("info", "a create buys one number"),)


def test_a_line_that_a_plugin_printed_is_passed_over() -> None:
    text = f"hello\n42\n{json.dumps(begun('create'))}\n{json.dumps(SUCCEEDED)}"
    assert [step.op for step in plan_of(text, "pulumi preview --json").steps] == ["create"]


@pytest.mark.parametrize("text", ["", "hello", json.dumps(begun("create"))])
def test_what_ends_without_a_summary_is_no_plan(text: str) -> None:
    with pytest.raises(BerthcareError, match="ended without a summary"):
        plan_of(text, "pulumi preview --json --stack staging")
