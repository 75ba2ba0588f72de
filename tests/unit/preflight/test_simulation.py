"""What is made of IAM's answers: who denies what, and what it did not tell."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from botocore.exceptions import ClientError

from berthcare.errors import BerthcareError
from berthcare.findings import Finding, Verdict
from berthcare.preflight import permissions
from berthcare.preflight.questions import Question
from berthcare.preflight.simulation import Denied, Simulated, simulate

DEPLOYER = "arn:aws:iam::000000000000:role/berthcare-deployer"
CONTEXT = (("aws:RequestedRegion", "ca-central-1"), ("aws:SecureTransport", "true"))


class IamDouble:
    """Answers each simulation with the next pages it was given, and keeps what it was asked."""

    def __init__(self, *answers: Sequence[dict[str, Any]]) -> None:
        self._answers = list(answers)
        self.asked: list[dict[str, Any]] = []

    def get_paginator(self, operation: str) -> "IamDouble":
        assert operation == "simulate_principal_policy"
        return self

    def paginate(self, **parameters: Any) -> Iterator[dict[str, Any]]:
        self.asked.append(parameters)
        yield from ({"EvaluationResults": [one]} for one in self._answers.pop(0))


class RefusingIam(IamDouble):
    """Refuses every simulation."""

    def paginate(self, **_: Any) -> Iterator[dict[str, Any]]:
        answer = {"Error": {"Code": "AccessDenied", "Message": "not authorized"}}
        raise ClientError(answer, "SimulatePrincipalPolicy")  # type: ignore[arg-type]


def result(decision: str = "allowed", **more: Any) -> dict[str, Any]:
    return {"EvalActionName": "sns:Publish", "EvalDecision": decision, **more}


def simulated(*results: dict[str, Any]) -> Simulated:
    question = Question(("sns:Publish",), ("*",), CONTEXT)
    return simulate(IamDouble(results), DEPLOYER, [question])  # type: ignore[arg-type]


def why(found: Simulated) -> str:
    (denied,) = found.denied
    return denied.why


def test_a_question_is_asked_with_its_resources_and_its_typed_condition_keys() -> None:
    iam = IamDouble([result()])

    simulate(iam, DEPLOYER, [Question(("sns:Publish",), ("arn:one",), CONTEXT)])  # type: ignore[arg-type]

    (asked,) = iam.asked
    assert asked["PolicySourceArn"] == DEPLOYER
    assert asked["ResourceArns"] == ["arn:one"]
    assert [one["ContextKeyType"] for one in asked["ContextEntries"]] == ["string", "boolean"]


def test_more_actions_than_one_request_takes_are_asked_in_several() -> None:
    actions = tuple(f"sns:Action{number}" for number in range(150))
    iam = IamDouble([result()], [result()])

    found = simulate(iam, DEPLOYER, [Question(actions, ("*",), CONTEXT)])  # type: ignore[arg-type]

    assert [len(one["ActionNames"]) for one in iam.asked] == [100, 50]
    assert found.asked == 150


def test_an_action_that_iam_says_nothing_about_is_not_taken_for_allowed() -> None:
    assert simulated().unanswered == ("sns:Publish",)
    assert simulated(result()).unanswered == ()


def test_an_action_that_one_of_two_answers_leaves_out_is_unanswered() -> None:
    question = Question(("sns:Publish",), ("*",), CONTEXT)

    found = simulate(IamDouble([result()], []), DEPLOYER, [question, question])  # type: ignore[arg-type]

    assert found.unanswered == ("sns:Publish",)


def test_what_iam_did_not_answer_is_not_known() -> None:
    (finding,) = judged(unanswered=["sns:Publish", "sqs:CreateQueue"])

    assert finding.verdict is Verdict.UNKNOWN
    assert "nothing about 2 of 90 actions" in finding.what
    assert "sns:Publish, sqs:CreateQueue." in finding.what


def test_what_is_allowed_is_not_among_the_denied() -> None:
    assert simulated(result()).denied == ()


def test_only_the_resources_that_are_denied_are_told() -> None:
    specific = [
        {"EvalResourceName": "arn:one", "EvalResourceDecision": "allowed"},
        {"EvalResourceName": "arn:two", "EvalResourceDecision": "implicitDeny"},
    ]

    found = simulated(result("implicitDeny", ResourceSpecificResults=specific))

    assert found.denied == (Denied("sns:Publish", "arn:two", "no policy allows it"),)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (result("explicitDeny"), "an explicit deny in a policy"),
        (
            result(
                "implicitDeny",
                PermissionsBoundaryDecisionDetail={"AllowedByPermissionsBoundary": False},
            ),
            "the permissions boundary",
        ),
        (
            result("explicitDeny", OrganizationsDecisionDetail={"AllowedByOrganizations": False}),
            "a service control policy of the organisation",
        ),
        (
            result("implicitDeny", MissingContextValues=["aws:SourceIp"]),
            "no policy, unless aws:SourceIp is as a condition asks",
        ),
    ],
)
def test_a_denial_says_what_denies(answer: dict[str, Any], reason: str) -> None:
    assert why(simulated(answer)) == reason


def test_whether_the_organisation_was_judged_is_known() -> None:
    told = result(OrganizationsDecisionDetail={"AllowedByOrganizations": True})

    assert simulated(told).judged_organisation
    assert not simulated(result()).judged_organisation


def test_a_refused_simulation_says_which_permission_it_takes() -> None:
    with pytest.raises(BerthcareError) as refused:
        simulate(RefusingIam(), DEPLOYER, [Question(("sns:Publish",), ("*",), CONTEXT)])  # type: ignore[arg-type]

    assert "iam:SimulatePrincipalPolicy" in refused.value.remedy
    assert "AccessDenied" in refused.value.what


def judged(
    *denied: Denied, unknown: Sequence[str] = (), unanswered: Sequence[str] = ()
) -> list[Finding]:
    return permissions.judge(
        DEPLOYER, Simulated(90, denied, tuple(unanswered), judged_organisation=False), unknown
    )


def test_a_deployer_who_may_do_all_is_well() -> None:
    (finding,) = judged()

    assert finding.verdict is Verdict.WELL
    assert "all 90 actions" in finding.what


def test_each_reason_is_a_finding_of_its_own_and_names_its_actions() -> None:
    boundary, policies = judged(
        Denied("sns:Publish", "arn:topic", "no policy allows it"),
        Denied("sqs:CreateQueue", "*", "a permissions boundary"),
    )

    assert (boundary.verdict, policies.verdict) == (Verdict.FAILED, Verdict.FAILED)
    assert "sqs:CreateQueue." in boundary.what
    assert "sns:Publish on arn:topic" in policies.what


def test_a_long_list_of_denied_actions_is_cut_and_counted() -> None:
    many = [Denied(f"sns:Action{number:02}", "*", "no policy allows it") for number in range(20)]

    (finding,) = judged(*many)

    assert "may not do 20 of what is needed" in finding.what
    assert "and 8 more" in finding.what


def test_what_a_key_s_own_policy_may_allow_wants_attention_only() -> None:
    (finding,) = judged(Denied("kms:Decrypt", "*", "no policy allows it"))

    assert finding.verdict is Verdict.ATTENTION
    assert "kms:Decrypt" in finding.what


def test_an_explicit_deny_on_a_key_fails() -> None:
    (finding,) = judged(Denied("kms:Decrypt", "*", "an explicit deny in a policy"))

    assert finding.verdict is Verdict.FAILED


def test_a_type_whose_actions_are_not_known_is_told() -> None:
    (finding,) = judged(unknown=["aws:dynamodb/table:Table"])

    assert finding.verdict is Verdict.ATTENTION
    assert "aws:dynamodb/table:Table" in finding.what
