"""What IAM is asked about a plan: actions on the names that policies are scoped to."""

from berthcare.documents.delivery_grants import Need
from berthcare.environments import Environment
from berthcare.names import Names
from berthcare.needed_actions.action_kinds import OF_COMMANDS
from berthcare.needed_actions.table import needed_actions
from berthcare.preflight.questions import (
    Question,
    deeds_of_plan,
    deeds_without_plan,
    needs_of,
    question_about_state,
    questions,
)

ACCOUNT = "000000000000"
NAMES = Names(Environment.STAGING)
TABLE = needed_actions()
SECRET = "aws:secretsmanager/secret:Secret"
TRAIL = "aws:cloudtrail/trail:Trail"
FUNCTION = "aws:lambda/function:Function"
TARGET = "aws:cloudwatch/eventTarget:EventTarget"


def needs(*steps: tuple[str, str], fast_alarm: bool = False) -> set[Need]:
    """What the steps need by themselves, without what every deployment does."""
    found = needs_of(TABLE, deeds_of_plan(steps), fast_alarm=fast_alarm)
    return {need for need in found if need.service != OF_COMMANDS}


def asked(*wanted: Need) -> list[Question]:
    return questions(wanted, NAMES, ACCOUNT)


def test_a_secret_that_stays_is_read_and_not_made() -> None:
    assert {need.action for need in needs((SECRET, "same"))} == {
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetResourcePolicy",
    }


def test_a_secret_that_is_made_needs_its_key_through_secrets_manager() -> None:
    assert Need("kms:GenerateDataKey", "secretsmanager") in needs((SECRET, "create"))


def test_types_that_are_not_of_aws_need_nothing() -> None:
    assert needs(("pulumi-python:dynamic/twilio:PhoneNumber", "create")) == set()


def test_only_the_rule_of_the_fast_alarm_is_handed_a_role() -> None:
    role = Need("iam:PassRole", "events")

    assert role not in needs((TARGET, "create"))
    assert role in needs((TARGET, "create"), fast_alarm=True)


def test_the_operating_commands_are_asked_about_whatever_is_planned() -> None:
    found = needs_of(TABLE, [], fast_alarm=False)

    assert Need("sts:AssumeRole", OF_COMMANDS) in found


def test_without_a_plan_every_type_is_made_and_changed_but_none_deleted() -> None:
    found = {need.action for need in needs_of(TABLE, deeds_without_plan(TABLE), fast_alarm=False)}

    assert {"kms:CreateKey", "secretsmanager:UpdateSecret"} <= found
    assert "kms:ScheduleKeyDeletion" not in found


def test_a_secret_is_asked_about_by_its_name() -> None:
    (question,) = asked(Need("secretsmanager:CreateSecret", "secretsmanager"))

    start = f"arn:aws:secretsmanager:ca-central-1:{ACCOUNT}:secret:staging/twilio/"
    assert len(question.resources) == 4
    assert all(one.startswith(start) for one in question.resources)
    assert dict(question.context)["aws:RequestedRegion"] == "ca-central-1"


def test_an_action_without_a_resource_is_asked_about_on_all() -> None:
    (question,) = asked(Need("kms:CreateKey", "kms"))

    assert question.resources == ("*",)


def test_iam_is_asked_about_in_the_region_of_its_endpoint() -> None:
    (question,) = asked(Need("iam:CreateRole", "iam"))

    assert dict(question.context)["aws:RequestedRegion"] == "us-east-1"


def test_a_role_is_passed_to_the_service_that_takes_it_and_to_no_other() -> None:
    trail, function = sorted(
        asked(Need("iam:PassRole", "cloudtrail"), Need("iam:PassRole", "lambda")),
        key=lambda one: dict(one.context)["iam:PassedToService"],
    )

    assert trail.resources == (f"arn:aws:iam::{ACCOUNT}:role/berthcare-twilio-staging-delivery",)
    assert dict(function.context)["iam:PassedToService"] == "lambda.amazonaws.com"
    assert f"arn:aws:iam::{ACCOUNT}:role/berthcare-watcher-staging" in function.resources


BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/workload"
BOUND = ("AttachRolePolicy", "CreateRole", "PutRolePermissionsBoundary", "PutRolePolicy")


def test_what_is_given_to_a_bounded_role_is_asked_about_with_its_boundary() -> None:
    bounded = [Need(f"iam:{name}", "iam") for name in BOUND]

    (question,) = questions(bounded, NAMES, ACCOUNT, BOUNDARY)

    assert dict(question.context)["iam:PermissionsBoundary"] == BOUNDARY


def test_what_verify_makes_for_a_moment_carries_the_boundary_too() -> None:
    (question,) = questions([Need("iam:CreateRole", OF_COMMANDS)], NAMES, ACCOUNT, BOUNDARY)

    assert dict(question.context)["iam:PermissionsBoundary"] == BOUNDARY


def test_a_boundary_is_no_matter_for_other_actions() -> None:
    (question,) = questions([Need("iam:GetRole", "iam")], NAMES, ACCOUNT, BOUNDARY)

    assert "iam:PermissionsBoundary" not in dict(question.context)


def test_without_a_boundary_none_is_asked_about() -> None:
    (question,) = asked(Need("iam:CreateRole", "iam"))

    assert "iam:PermissionsBoundary" not in dict(question.context)


def test_a_key_is_used_through_the_service_that_encrypts_with_it() -> None:
    (question,) = asked(Need("kms:Decrypt", "secretsmanager"))

    via = dict(question.context)["kms:ViaService"]
    assert via == "secretsmanager.ca-central-1.amazonaws.com"


def test_what_verify_makes_for_a_moment_is_asked_about_by_its_own_name() -> None:
    (question,) = asked(Need("iam:CreateRole", OF_COMMANDS))

    assert question.resources == (
        f"arn:aws:iam::{ACCOUNT}:role/berthcare-verify-outsider-00000000",
    )


def test_actions_that_meet_the_same_resources_are_asked_in_one_question() -> None:
    found = asked(Need("sns:CreateTopic", "sns"), Need("sns:GetTopicAttributes", "sns"))

    assert [one.actions for one in found] == [("sns:CreateTopic", "sns:GetTopicAttributes")]


def test_the_state_is_asked_about_in_its_bucket() -> None:
    bucket, objects, key = question_about_state(TABLE, "the-state")

    assert (bucket.actions, bucket.resources) == (("s3:ListBucket",), ("arn:aws:s3:::the-state",))
    assert objects.actions == ("s3:DeleteObject", "s3:GetObject", "s3:PutObject")
    assert objects.resources[0].startswith("arn:aws:s3:::the-state/")
    assert key.actions == ("kms:Decrypt", "kms:Encrypt")


def test_a_key_is_asked_about_as_the_program_marks_it() -> None:
    (question,) = asked(Need("kms:PutKeyPolicy", "kms"))

    assert dict(question.context)["aws:ResourceTag/Environment"] == "staging"
    assert question.resources == (f"arn:aws:kms:ca-central-1:{ACCOUNT}:key/0",)


def test_a_policy_is_asked_about_by_its_own_name() -> None:
    (question,) = asked(Need("iam:CreatePolicy", "iam"))

    name = "berthcare-backend-staging-reads-twilio-secrets"
    assert question.resources == (f"arn:aws:iam::{ACCOUNT}:policy/{name}",)
