"""The report calls itself a rehearsal, counts, and shows no secret."""

from localcloud.rehearsal.findings import Failure, Findings
from localcloud.rehearsal.report import report
from localcloud.rehearsal.steps import CREATED, UNCHANGED, Step
from policies.finding import Finding
from policies.frameworks import RESIDENCY
from policies.review import Violation
from policies.rule import ResourceRule
from policies.subject import Subject

RULE = ResourceRule(
    id="a-rule",
    demands="d",
    why="w",
    remedy="Do this instead.",
    severity="high",
    url="https://example.com",
    frameworks=(RESIDENCY,),
    types=("*",),
    checks=(),
)


def _step(action: str) -> Step:
    return Step(action, "id", {}, {}, frozenset())


def test_it_never_passes_for_an_engine_run() -> None:
    text = report("staging", Findings(), dry=False)
    assert "rehearsal, not an engine run" in text.splitlines()[0]
    assert text.endswith("No engine ran.")


def test_resources_are_counted_by_type_and_action() -> None:
    findings = Findings(
        steps=[
            ("aws:kms/key:Key", _step(CREATED)),
            ("aws:kms/key:Key", _step(CREATED)),
            ("aws:sns/topic:Topic", _step(UNCHANGED)),
        ]
    )
    rows = {
        line.split()[0]: line.split()[1:]
        for line in report("s", findings, dry=False).splitlines()
        if line.split()
    }
    assert rows["aws:kms:Key"] == ["2"]
    assert rows["Total"] == ["2", "0", "0", "0", "1"]


def test_a_secret_output_is_masked() -> None:
    findings = Findings(
        outputs={"token": "canary", "arn": "arn:x"}, secret_outputs=frozenset({"token"})
    )
    text = report("s", findings, dry=False)
    assert "canary" not in text
    assert "arn:x" in text


def test_a_violation_shows_its_rule_and_the_remedy() -> None:
    findings = Findings(
        violations=[Violation(RULE, Subject("aws:s3", "bucket", "", {}), Finding("it", "is wrong"))]
    )
    text = report("s", findings, dry=True)
    assert "[high] a-rule: bucket (aws:s3): it is wrong." in text
    assert "Do this instead." in text
    assert "Nothing was created or changed." in text


def test_a_failure_shows_the_resource_and_the_reason() -> None:
    findings = Findings(failures=[Failure("aws:kms/key:Key", "key", "it broke.")], skipped=["a"])
    text = report("s", findings, dry=False)
    assert "key (aws:kms/key:Key): it broke." in text
    assert "1 more resources waited" in text
