"""What becomes of an operation that was left open."""

from typing import Any

import pytest

from berthcare.errors import BerthcareError
from berthcare.needed_actions.table import needed_actions
from berthcare.recover.fate import Fate, Settled, settle
from berthcare.recover.lookup import LOOKUPS
from berthcare.recover.pending import Pending
from tests.unit.recover.made_by_hand import AwsDouble, pending
from tests.unit.recover.what_aws_has import (
    DESCRIBE,
    GROUPS,
    LIST,
    LISTED,
    PERMISSION,
    ROLE,
    SECRET,
    STRANGERS,
    TAGGED,
    THERE,
    WRITTEN_AGAIN,
    Calls,
)


def settled(one: Pending, aws: AwsDouble | None = None, environment: str = "staging") -> Settled:
    [only] = settle([one], aws or AwsDouble({}), environment)
    return only


@pytest.mark.parametrize(("type_", "inputs", "calls", "id_"), THERE)
def test_what_exists_is_taken_over_by_its_id(
    type_: str, inputs: dict[str, Any], calls: Calls, id_: str
) -> None:
    one = pending(type_, inputs={"name": "one-name", **inputs})
    found = settled(one, AwsDouble(calls))
    assert (found.fate, found.id) == (Fate.TAKEN_OVER, id_)


@pytest.mark.parametrize(("type_", "inputs", "calls"), [one[:3] for one in THERE])
def test_what_does_not_exist_is_made_later(
    type_: str, inputs: dict[str, Any], calls: Calls
) -> None:
    one = pending(type_, inputs={"name": "one-name", **inputs})
    assert settled(one, AwsDouble(dict.fromkeys(calls))).fate is Fate.MADE_LATER


@pytest.mark.parametrize(("type_", "inputs", "calls"), STRANGERS)
def test_a_stranger_that_bears_the_name_is_left_to_a_person(
    type_: str, inputs: dict[str, Any], calls: Calls
) -> None:
    one = pending(type_, inputs={"name": "one-name", **inputs})
    found = settled(one, AwsDouble(calls), environment="production")
    assert (found.fate, found.id) == (Fate.LEFT, "")
    assert "exists, but it" in found.why


def test_a_bucket_is_asked_for_as_this_account_s() -> None:
    aws = AwsDouble({("s3", "head_bucket"): {}})
    settled(pending("aws:s3/bucket:Bucket", inputs={"bucket": "one-bucket"}), aws)
    assert aws.asked == [{"Bucket": "one-bucket", "ExpectedBucketOwner": "000000000000"}]


def test_a_secret_that_may_not_be_asked_for_by_its_name_is_looked_for_among_all() -> None:
    aws = AwsDouble({LIST: LISTED})
    found = settled(pending("aws:secretsmanager/secret:Secret"), aws)
    alike = settled(pending("aws:secretsmanager/secret:Secret", inputs={"name": "one"}), aws)
    assert (found.fate, found.id) == (Fate.TAKEN_OVER, SECRET)
    assert alike.fate is Fate.MADE_LATER
    assert aws.asked[1]["IncludePlannedDeletion"] is True


def test_a_secret_that_waits_for_its_deletion_is_left_to_a_person() -> None:
    waiting = {"ARN": SECRET, "Tags": TAGGED, "DeletedDate": "2026-01-31"}
    found = settled(pending("aws:secretsmanager/secret:Secret"), AwsDouble({DESCRIBE: waiting}))
    assert found.fate is Fate.LEFT
    assert "it waits for its deletion" in found.why


def test_a_log_group_and_a_statement_that_are_alike_are_others() -> None:
    group = pending("aws:cloudwatch/logGroup:LogGroup", inputs={"name": "one"})
    aws = AwsDouble({("logs", "describe_log_groups"): GROUPS, ("lambda", "get_policy"): PERMISSION})
    statement = {"function": "f", "statementId": "Start"}
    permission = pending("aws:lambda/permission:Permission", inputs=statement)
    assert settled(group, aws).fate is Fate.MADE_LATER
    assert settled(permission, aws).fate is Fate.MADE_LATER


def test_a_number_is_never_taken_over_but_found_by_its_mark() -> None:
    number = settled(pending("pulumi-python:dynamic/twilio:PhoneNumber"))
    assert number.fate is Fate.MADE_LATER
    assert "by its mark" in number.why


@pytest.mark.parametrize("type_", WRITTEN_AGAIN)
def test_what_overwrites_its_own_is_not_even_looked_up(type_: str) -> None:
    found = settled(pending(type_))
    assert (found.fate, found.look) == (Fate.MADE_LATER, "")


def test_whatever_the_program_makes_at_aws_has_a_fate_of_its_own() -> None:
    known = {*WRITTEN_AGAIN, *LOOKUPS, "aws:kms/key:Key"}
    assert set(needed_actions().of_types) == known


def test_a_change_of_what_the_state_has_lost_looks_nothing_up() -> None:
    for operation in ("updating", "deleting", "reading"):
        found = settled(pending(ROLE, operation=operation))
        assert (found.fate, found.why) == (
            Fate.MADE_LATER,
            "the state does not have it any more",
        )


def test_a_statement_without_a_name_is_another_s() -> None:
    policy = {"Policy": '{"Statement": [{"Effect": "Allow"}, {"Sid": "Starts"}]}'}
    statement = {"function": "f", "statementId": "Starts"}
    permission = pending("aws:lambda/permission:Permission", inputs=statement)
    found = settled(permission, AwsDouble({("lambda", "get_policy"): policy}))
    assert (found.fate, found.id) == (Fate.TAKEN_OVER, "f/Starts")


def test_a_key_may_be_left_over_and_the_command_that_finds_it_is_told() -> None:
    key = settled(pending("aws:kms/key:Key"))
    assert key.fate is Fate.MADE_LATER
    assert key.look.startswith("aws resourcegroupstaggingapi get-resources")
    assert key.look.endswith("Key=Environment,Values=staging --region ca-central-1")


def test_an_unknown_type_and_a_missing_name_are_left_to_a_person() -> None:
    assert settled(pending("aws:ec2/vpc:Vpc")).fate is Fate.LEFT
    assert settled(pending(ROLE, inputs={})).fate is Fate.LEFT


def test_what_the_state_has_is_read_anew() -> None:
    for operation in ("updating", "deleting"):
        one = pending(ROLE, operation=operation, is_known=True)
        assert settled(one).fate is Fate.READ_ANEW


def created(known: str, *, exists: bool = True) -> Settled:
    """Settle a role's creation; the state has a role of this id at its place."""
    one = pending(ROLE, is_known=True, is_taken=True, known_id=known)
    role = {"Role": {"Tags": TAGGED}} if exists else None
    return settled(one, AwsDouble({("iam", "get_role"): role}))


def test_a_creation_is_the_state_s_only_where_the_id_is() -> None:
    assert created("one-name").fate is Fate.READ_ANEW


def test_a_permission_is_known_by_its_statement() -> None:
    inputs = {"function": "f", "statementId": "Starts"}
    one = pending(
        *("aws:lambda/permission:Permission", "one"),
        inputs=inputs,
        is_known=True,
        is_taken=True,
        known_id="Starts",
    )
    aws = AwsDouble({("lambda", "get_policy"): PERMISSION})
    assert settled(one, aws).fate is Fate.READ_ANEW


def test_what_is_to_replace_what_the_state_has_is_left_to_a_person_where_it_exists() -> None:
    for known in ("an-earlier-name", ""):
        found = created(known)
        assert found.fate is Fate.LEFT
        assert "the state still has the one that it replaces" in found.why


def test_where_the_replacement_was_not_made_the_next_deployment_makes_it() -> None:
    assert created("an-earlier-name", exists=False).fate is Fate.READ_ANEW
    assert created("", exists=False).fate is Fate.MADE_LATER


def test_a_key_that_replaces_another_may_be_left_over_too() -> None:
    key = pending("aws:kms/key:Key", is_known=True, is_taken=True, known_id="the-old-one")
    assert settled(key).look


def test_where_aws_refuses_to_say_nothing_is_decided() -> None:
    with pytest.raises(BerthcareError, match="is refused"):
        settled(pending(ROLE))
