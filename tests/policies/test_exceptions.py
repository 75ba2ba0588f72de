"""Exceptions: each lets one finding pass until its last day, and nothing else does."""

import dataclasses
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from pulumi_policy import (
    PolicyCustomTimeouts,
    PolicyResourceOptions,
    ResourceValidationArgs,
    ResourceValidationPolicy,
)
from pulumi_policy.policy import _NotApplicableError
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, unknown_checking_proxy

from berthcare.policy_exceptions import Fault, PolicyException, read_exceptions
from policies.exceptions import Exceptions
from policies.finding import Finding, NotKnown
from policies.frameworks import RESIDENCY
from policies.pulumi_pack import policies_for
from policies.reading import each
from policies.review import Verdict, Violation, judge_stack, review
from policies.rule import ResourceRule
from policies.rules import trust
from policies.rules.exception_file import exceptions_in_force
from policies.stack import STACK_TYPE, Stack
from policies.subject import Subject

TODAY = date(2026, 6, 15)
DAY = timedelta(days=1)
TYPE, NAME = "aws:secretsmanager/secret:Secret", "twilio-account"
RULE_IDS = {"a-rule", "another-rule"}
ENTRY: dict[str, Any] = {
    "rule": "a-rule",
    "stacks": ["staging"],
    "resource": f"{TYPE}::{NAME}",
    "finding": "kmsKeyId[x]",
    "reason": "The key is being moved.",
    "owner": "platform team",
    "expires": TODAY + 30 * DAY,
}
EXCEPTION = PolicyException(**{**ENTRY, "stacks": ("staging",)})
RULE = ResourceRule(
    id="a-rule",
    demands="It is good.",
    why="It must be.",
    remedy="Mend it.",
    severity="high",
    url="https://docs.example",
    frameworks=(RESIDENCY,),
    types=("*",),
    checks=(),
)
FOUND = Violation(RULE, Subject(TYPE, NAME, "", {}), Finding("kmsKeyId", "is {value}", "x"))


def text_of(*entries: dict[str, Any]) -> str:
    return yaml.safe_dump(list(entries))


def changed(**changes: Any) -> dict[str, Any]:
    """Make a good entry with these fields changed; `...` takes one out."""
    return {key: value for key, value in {**ENTRY, **changes}.items() if value is not ...}


def faults(text: str) -> list[Fault]:
    return read_exceptions(text, TODAY)[1]


def in_force(*exceptions: PolicyException, today: date = TODAY, **more: Any) -> Exceptions:
    return Exceptions(exceptions, today=today, **more)


def passes(exceptions: Exceptions, violation: Violation = FOUND, stack: str = "staging") -> bool:
    return exceptions.remaining([violation], stack) == []


def objections(exceptions: Exceptions, stack: str = "staging") -> list[str]:
    """Give what the rule on the file says at the end of a run on a stack."""
    urn = f"urn:pulumi:{stack}::berthcare-communications::{STACK_TYPE}::p-{stack}"
    whole = Stack((Subject(STACK_TYPE, f"p-{stack}", urn, {}),))
    verdict = judge_stack(exceptions_in_force(exceptions, RULE_IDS), whole)
    return [violation.finding.text() for violation in verdict.violations]


# The file


def test_a_good_entry_is_read() -> None:
    assert read_exceptions(text_of(ENTRY), TODAY) == ([EXCEPTION], [])


@pytest.mark.parametrize("text", ["", "# nothing\n", "[]", "# nothing\n[]\n"])
def test_a_file_without_entries_has_no_exceptions(text: str) -> None:
    assert read_exceptions(text, TODAY) == ([], [])


@pytest.mark.parametrize("field", list(ENTRY))
@pytest.mark.parametrize("value", [..., None, "", []], ids=["missing", "null", "blank", "empty"])
def test_a_field_that_is_missing_names_itself(field: str, value: Any) -> None:
    assert faults(text_of(changed(**{field: value}))) == [Fault("exception 1", f"lacks {field}")]


@pytest.mark.parametrize("field", ["rule", "resource", "finding", "reason", "owner"])
@pytest.mark.parametrize("value", [1, True, ["x"], {"a": "b"}, "  "], ids=repr)
def test_a_text_that_is_none_names_itself(field: str, value: Any) -> None:
    expected = Fault("exception 1", f"has a {field} that is no text")
    assert faults(text_of(changed(**{field: value}))) == [expected]


@pytest.mark.parametrize("stacks", ["staging", [1], ["staging", None], {"staging": True}], ids=repr)
def test_stacks_that_are_no_list_of_names_are_told(stacks: Any) -> None:
    expected = "has stacks that are no list of names, such as [staging]"
    assert faults(text_of(changed(stacks=stacks))) == [Fault("exception 1", expected)]


@pytest.mark.parametrize("expires", ["2026-07-01", "soon", 20260701, "2026-07-01 10:00:00"])
def test_an_end_that_is_no_date_is_told(expires: Any) -> None:
    expected = "has an expires that is no date, such as 2027-01-31"
    assert faults(text_of(changed(expires=expires))) == [Fault("exception 1", expected)]


def test_an_end_with_an_hour_is_no_date() -> None:
    text = text_of(ENTRY).replace("expires: 2026-07-15", "expires: 2026-07-15 10:00:00")
    assert faults(text) == [
        Fault("exception 1", "has an expires that is no date, such as 2027-01-31")
    ]


def test_a_field_that_does_not_exist_is_told() -> None:
    expected = Fault("exception 1", "has the unknown field 'expiry'")
    assert faults(text_of(changed(expiry="2026-07-01"))) == [expected]


@pytest.mark.parametrize("entry", ["- text\n", "- 1\n", "- [rule]\n", "- null\n"])
def test_an_entry_that_is_no_object_is_told(entry: str) -> None:
    assert faults(entry) == [Fault("exception 1", "is not an object")]


@pytest.mark.parametrize("text", ["a: b", "text", "1"])
def test_a_file_that_is_no_list_is_told(text: str) -> None:
    assert faults(text) == [Fault("the file", "is not a list of exceptions")]


def test_a_file_that_is_no_yaml_is_told_by_its_line() -> None:
    assert faults("- rule: a\n- [") == [Fault("line 2", "is not YAML")]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (366, []),
        (367, ["expires on 2027-06-17, more than 366 days from now"]),
    ],
)
def test_an_exception_lasts_a_year_at_the_most(days: int, expected: list[str]) -> None:
    text = text_of(changed(expires=TODAY + days * DAY))
    assert [fault.what for fault in faults(text)] == expected


def test_a_day_that_does_not_exist_is_told() -> None:
    assert faults(text_of(ENTRY).replace("2026-07-15", "2026-02-30")) == [
        Fault("the file", "is not YAML")
    ]


def test_a_stack_that_does_not_exist_is_told() -> None:
    expected = (
        "has the stack 'stagin', not one of staging, production, nor PROJECT/STACK of another"
    )
    assert faults(text_of(changed(stacks=["stagin"]))) == [Fault("exception 1", expected)]


def test_a_misspelt_field_is_told_beside_the_one_that_it_should_be() -> None:
    (fault,) = faults(text_of(changed(expires=..., expire="2026-07-01")))
    assert fault.what == "lacks expires and has the unknown field 'expire'"
    assert fault.of == f"a-rule, {TYPE}::{NAME}"


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    file = tmp_path / "exceptions.yaml"
    file.write_bytes(b"\xff\xfe")
    (fault,) = Exceptions.load(file, TODAY).faults
    assert str(fault.what) == "cannot be read (UnicodeDecodeError)"
    (fault,) = Exceptions.load(tmp_path, TODAY).faults
    assert fault.what.startswith("cannot be read (")


def test_an_entry_that_is_given_twice_is_told_and_counts_once() -> None:
    read, told = read_exceptions(text_of(ENTRY, ENTRY), TODAY)
    assert read == [EXCEPTION]
    assert told == [Fault("exception 2", "is given twice")]


def test_a_malformed_entry_does_not_take_the_others_with_it() -> None:
    read, told = read_exceptions(text_of(changed(owner=...), ENTRY), TODAY)
    assert read == [EXCEPTION]
    assert told == [Fault("exception 1", "lacks owner")]


def test_a_missing_file_has_no_exceptions(tmp_path: Path) -> None:
    exceptions = Exceptions.load(tmp_path / "exceptions.yaml", TODAY)
    assert (exceptions.all, exceptions.faults) == ((), ())
    assert not passes(exceptions)


def test_the_file_is_read_with_its_faults(tmp_path: Path) -> None:
    file = tmp_path / "exceptions.yaml"
    file.write_text(text_of(ENTRY, changed(rule=...)), encoding="utf-8")
    exceptions = Exceptions.load(file, TODAY)
    assert passes(exceptions)
    assert exceptions.faults == (Fault("exception 2", "lacks rule"),)


def test_the_projects_own_file_can_be_read() -> None:
    assert Exceptions.load().faults == ()


# What is let pass


def test_an_exception_lets_its_finding_pass_and_no_other_finding_beside_it() -> None:
    other = dataclasses.replace(FOUND, finding=Finding("replicas[0].region", "is {value}", "x"))
    assert in_force(EXCEPTION).remaining([other, FOUND], "staging") == [other]


@pytest.mark.parametrize(
    "change",
    [
        {"rule": "another-rule"},
        {"rule": "*"},
        {"resource": NAME},
        {"resource": f"{TYPE}::twilio"},
        {"resource": f"{TYPE}::{NAME}-2"},
        {"resource": f"aws:kms/key:Key::{NAME}"},
        {"resource": "*"},
        {"finding": "kmsKeyId"},
        {"finding": "kmsKeyId[y]"},
        {"finding": "kmsKeyId[X]"},
        {"finding": "kmsKeyId[x"},
        {"finding": "*"},
        {"stacks": ("production",)},
        {"stacks": ("stag",)},
        {"stacks": ("*",)},
        {"expires": TODAY - DAY},
    ],
    ids=str,
)
def test_an_exception_of_anything_else_lets_nothing_pass(change: dict[str, Any]) -> None:
    assert not passes(in_force(dataclasses.replace(EXCEPTION, **change)))


def test_without_an_exception_nothing_passes() -> None:
    assert not passes(in_force())


def test_a_secret_value_is_excepted_by_its_place_and_never_by_itself() -> None:
    marked = Subject(TYPE, NAME, "", {}, secret_paths=frozenset({"kmsKeyId"}))
    violation = dataclasses.replace(FOUND, subject=marked)
    masked = dataclasses.replace(EXCEPTION, finding="kmsKeyId[secret]")
    assert passes(in_force(masked), violation)
    assert not passes(in_force(EXCEPTION), violation)


@pytest.mark.parametrize("stack", ["staging", "production"])
def test_an_exception_may_be_for_more_than_one_stack(stack: str) -> None:
    both = dataclasses.replace(EXCEPTION, stacks=("staging", "production"))
    assert passes(in_force(both), stack=stack)


@pytest.mark.parametrize(
    ("today", "holds"),
    [
        (EXCEPTION.expires - DAY, True),
        (EXCEPTION.expires, True),
        (EXCEPTION.expires + DAY, False),
    ],
    ids=["the day before", "its last day", "the day after"],
)
def test_an_exception_holds_on_its_last_day_and_not_after_it(today: date, holds: bool) -> None:
    assert passes(in_force(EXCEPTION, today=today)) is holds


def test_a_whole_account_with_a_second_factor_is_trusted_by_an_exception_only() -> None:
    root = f"arn:aws:iam::{'1' * 12}:root"
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": root},
        "Action": "sts:AssumeRole",
        "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    }
    props = {"assumeRolePolicy": {"Version": "2012-10-17", "Statement": [statement]}}
    found = review(Subject("aws:iam/role:Role", "break-glass", "", props), trust.RULES)
    assert [violation.key for violation in found] == [f"assumeRolePolicy#1[{root}]"]
    entry = changed(
        rule="iam-trust-no-account-root",
        resource="aws:iam/role:Role::break-glass",
        finding=f"assumeRolePolicy#1[{root}]",
    )
    exceptions = in_force(*read_exceptions(text_of(entry), TODAY)[0])
    assert exceptions.remaining(found, "staging") == []


# In the pack


def told_by_the_pack(exceptions: Exceptions, key: str, stack: str = "staging") -> list[str]:
    """Give what the pack reports of a secret whose key is this, which is never good."""

    def is_never_good(at: str, value: Any) -> Iterator[Finding]:
        yield Finding(at, "is {value}", value)

    rule = dataclasses.replace(RULE, checks=(each("kmsKeyId", is_never_good),))
    (policy,) = policies_for([rule], exceptions)
    assert isinstance(policy, ResourceValidationPolicy)
    options = PolicyResourceOptions(False, [], False, [], PolicyCustomTimeouts(0, 0, 0), [])
    urn = f"urn:pulumi:{stack}::berthcare-communications::{TYPE}::{NAME}"
    props = unknown_checking_proxy({"kmsKeyId": key})
    said: list[str] = []

    def report(message: str, _urn: str | None = None) -> None:
        said.append(message)

    with suppress(_NotApplicableError):
        policy.validate(ResourceValidationArgs(TYPE, props, urn, NAME, options, None), report)
    return said


def test_the_pack_reports_what_no_exception_covers() -> None:
    assert told_by_the_pack(in_force(EXCEPTION), "x") == []
    assert len(told_by_the_pack(in_force(EXCEPTION), "y")) == 1
    assert len(told_by_the_pack(in_force(EXCEPTION), "x", stack="production")) == 1


def test_an_entry_that_the_pack_needed_is_in_force() -> None:
    exceptions = in_force(EXCEPTION)
    told_by_the_pack(exceptions, "x")
    assert objections(exceptions) == []


def test_an_entry_whose_resource_the_pack_could_not_judge_yet_is_not_told() -> None:
    exceptions = in_force(EXCEPTION)
    told_by_the_pack(exceptions, UNKNOWN_STRING_VALUE)
    assert objections(exceptions) == []


# What the rule on the file says


def test_a_file_whose_every_entry_is_needed_passes() -> None:
    exceptions = in_force(EXCEPTION)
    assert passes(exceptions)
    assert objections(exceptions) == []


def test_an_entry_that_no_finding_needs_is_told() -> None:
    (objection,) = objections(in_force(EXCEPTION))
    assert objection == (
        f"the exception of a-rule for {TYPE}::{NAME} excepts nothing: "
        "no such finding as 'kmsKeyId[x]'."
    )


def test_an_entry_for_a_stack_that_is_not_deployed_is_not_told() -> None:
    assert objections(in_force(EXCEPTION), stack="production") == []


def test_an_entry_whose_resource_could_not_be_judged_yet_is_not_told() -> None:
    exceptions = in_force(EXCEPTION)
    verdict = Verdict((), (NotKnown("kmsKeyId"),), frozenset({FOUND.subject.label}))
    exceptions.note("a-rule", verdict)
    assert objections(exceptions) == []


@pytest.mark.parametrize(
    ("rule", "label", "unknown"),
    [
        ("another-rule", FOUND.subject.label, (NotKnown("kmsKeyId"),)),
        ("a-rule", f"{TYPE}::another", (NotKnown("kmsKeyId"),)),
        ("a-rule", FOUND.subject.label, ()),
    ],
    ids=["another rule", "another resource", "nothing unknown"],
)
def test_an_entry_is_told_where_something_else_could_not_be_judged(
    rule: str, label: str, unknown: Sequence[NotKnown]
) -> None:
    exceptions = in_force(EXCEPTION)
    waiting = frozenset({label}) if unknown else frozenset()
    exceptions.note(rule, Verdict((), tuple(unknown), waiting))
    assert len(objections(exceptions)) == 1


def test_an_expired_entry_is_told_on_its_stack_once_and_on_no_other() -> None:
    exceptions = in_force(EXCEPTION, today=EXCEPTION.expires + DAY)
    assert not passes(exceptions)
    assert objections(exceptions, "staging") == [
        f"the exception of a-rule for {TYPE}::{NAME} expired on '2026-07-15'."
    ]
    assert objections(exceptions, "production") == []


def test_an_entry_of_no_rule_is_told_on_every_stack() -> None:
    misspelt = dataclasses.replace(EXCEPTION, rule="a-rul")
    assert objections(in_force(misspelt), "production") == [
        f"the exception of a-rul for {TYPE}::{NAME} names no rule that can be excepted from."
    ]


def test_an_entry_that_lets_two_resources_of_one_name_pass_is_told() -> None:
    exceptions = in_force(EXCEPTION)
    twin = dataclasses.replace(FOUND, subject=dataclasses.replace(FOUND.subject, urn="another"))
    assert passes(exceptions)
    assert passes(exceptions, twin)
    assert objections(exceptions) == [
        f"the exception of a-rule for {TYPE}::{NAME} lets several findings pass."
    ]


def test_a_malformed_entry_is_told_by_its_place() -> None:
    exceptions = in_force(faults=(Fault("exception 3", "lacks owner"),))
    assert objections(exceptions) == ["exception 3 lacks owner."]
