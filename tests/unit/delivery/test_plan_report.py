import json
from dataclasses import replace
from typing import Any

import pytest

from berthcare.delivery.plan_report import PlanReport, ReportedFinding, ReportedStep
from berthcare.delivery.strict_fields import Refused
from tests.unit.delivery.reports import PLANNED, REFUSED, text_of


@pytest.mark.parametrize("report", [PLANNED, REFUSED, replace(PLANNED, cost={"usd": "1.00"})])
def test_a_report_that_is_written_is_read_back_the_same(report: PlanReport) -> None:
    read = PlanReport.parse(json.dumps(report.document()))

    assert replace(read, policies=()) == replace(report, policies=())
    assert set(read.policies) == set(report.policies)


def test_what_refuses_comes_before_advice_in_the_document() -> None:
    levels = [one.level for one in PlanReport.parse(text_of(REFUSED)).policies]

    assert levels == ["mandatory", "advisory"]


def test_a_report_with_texts_and_lists_too_long_is_cut_so_that_it_is_read_back() -> None:
    report = replace(
        REFUSED,
        errors=("e" * 10_000,) * 200,
        steps=(ReportedStep("update", "aws:iam/role:Role", "n" * 1_000, ("p" * 400,) * 300),),
        policies=(
            *(ReportedFinding("advisory", f"rule-{n}", "r", "m") for n in range(2_000)),
            ReportedFinding("mandatory", "last", "r", "m" * 5_000),
        ),
    )

    read = PlanReport.parse(json.dumps(report.document()))

    assert read.errors[0].endswith("…")
    assert read.refused


def test_no_step_is_left_out_of_a_report() -> None:
    steps = tuple(ReportedStep("delete", "aws:sns/topic:Topic", f"t{n}") for n in range(3_000))

    assert PlanReport.parse(text_of(replace(PLANNED, steps=steps))).steps == steps


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("environment", "prod", "report.environment: 'prod' must be one of staging, production."),
        ("environment", ["staging"], "report.environment: 'a list' must be one of"),
        ("commit", "../../etc", "report.commit: '../../etc' must match"),
        ("commit", 7, "report.commit: '7' must be a text."),
        ("target", "moon", "report.target: 'moon' must be one of embedded, real."),
        ("made_at", "yesterday", "report.made_at: 'yesterday' must be a time with its zone"),
        ("made_at", "2026-11-27T09:30:00", "must be a time with its zone"),
        ("made_at", "9999-12-31T23:59:59-12:00", "must be a time with its zone"),
        ("engine", "v" * 41, "report.engine: '41 characters' must be at most 40 characters."),
        ("succeeded", 1, "report.succeeded: '1' must be true or false."),
        ("errors", "none", "report.errors: 'none' must be a list."),
        ("errors", [1], "report.errors[0]: '1' must be a text."),
        ("errors", [""] * 101, "report.errors: '101 entries' must hold at most 100."),
        ("steps", [7], "report.steps[0]: '7' must be an object."),
        ("steps", None, "report.steps: 'null' must be a list."),
        ("unchanged", True, "report.unchanged: 'True' must be a whole number from 0"),
        ("unchanged", -1, "report.unchanged: '-1' must be a whole number from 0"),
        ("unchanged", 1.5, "report.unchanged: '1.5' must be a whole number from 0"),
        ("policies", {}, "report.policies: 'an object' must be a list."),
        ("cost", [], "report.cost: 'a list' must be an object or null."),
        ("state_serial", 7, "report.state_serial: '7' must be a text."),
        ("surprise", 1, "report: 'surprise' must hold these fields and no other: environment,"),
    ],
)
def test_a_field_of_another_form_is_refused_with_field_value_and_rule(
    field: str, value: Any, told: str
) -> None:
    with pytest.raises(Refused) as refused:
        PlanReport.parse(text_of(PLANNED, **{field: value}))

    assert told in str(refused.value)
    assert "berthcare plan ENV" in refused.value.remedy


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ({"op": "create", "type": "t", "name": "n"}, "hold the field changed"),
        ({"op": "create!", "type": "t", "name": "n", "changed": []}, "report.steps[0].op"),
        ({"op": "create", "type": "t" * 301, "name": "n", "changed": []}, "'301 characters'"),
        ({"op": "create", "type": "t", "name": "n", "changed": [{}]}, "steps[0].changed[0]"),
        ({"op": "create", "type": "t", "name": "n", "changed": [], "value": "x"}, "'value'"),
    ],
)
def test_a_step_of_another_form_is_refused(step: object, told: str) -> None:
    with pytest.raises(Refused, match=r"report\.steps\[0\]") as refused:
        PlanReport.parse(text_of(PLANNED, steps=[step]))

    assert told in str(refused.value)


def test_a_field_that_is_missing_is_refused() -> None:
    document = PLANNED.document()
    del document["steps"]

    with pytest.raises(Refused, match="hold the field steps"):
        PlanReport.parse(json.dumps(document))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "[" * 100_000,
        '{"a": ' * 50_000,
        '{"unchanged": NaN}',
        f'{{"unchanged": {"9" * 5_000}}}',
        "[]",
        " " * 4_000_001,
    ],
    ids=["empty", "words", "deep", "deep objects", "nan", "huge number", "list", "huge"],
)
def test_a_text_that_is_no_object_is_refused_in_few_words(text: str) -> None:
    with pytest.raises(Refused) as refused:
        PlanReport.parse(text)

    assert len(str(refused.value)) < 300


def test_a_refusal_repeats_no_value_that_may_be_a_secret() -> None:
    token = "0123456789abcdef" * 2

    with pytest.raises(Refused) as refused:
        PlanReport.parse(text_of(PLANNED, target=token))

    assert token not in str(refused.value)
