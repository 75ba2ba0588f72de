"""Who may do what: documents joined to who bears them, and what is not readable."""

from typing import Any

import pytest

from berthcare.evidence.access import Access
from berthcare.evidence.clause import NOT_SHOWN, Clause, Party
from tests.unit.evidence.state import (
    ACCOUNT,
    CIPHERTEXT,
    KEY,
    ROLE,
    access_of,
    allow,
    attachment,
    document,
    key,
    policy,
    resource,
    role,
)

READ = document(allow("s3:GetObject", "arn:aws:s3:::b/*", Sid="Read"))
POLICY = f"arn:aws:iam::{ACCOUNT}:policy/reads"
ACCOUNT_ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
TOPIC_ARN = f"arn:aws:sns:ca-central-1:{ACCOUNT}:alerts"
TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy"


def of_kind(access: Access, kind: str) -> list[Clause]:
    return [clause for clause in access.clauses if clause.kind == kind]


def test_an_attached_policy_is_its_role_s() -> None:
    (clause,) = of_kind(access_of(role(), policy(READ), attachment(POLICY)), "identity")

    assert clause.principals == (Party("role", ROLE),)
    assert clause.actions == ("s3:GetObject",)
    assert clause.resources == ("arn:aws:s3:::b/*",)
    assert (clause.source.name, clause.source.statement) == ("reads", "Read")


def test_a_role_of_another_stack_is_named_as_the_attachment_names_it() -> None:
    (clause,) = of_kind(access_of(policy(READ), attachment(POLICY, "of-others")), "identity")

    assert clause.principals == (Party("role", "of-others"),)


def test_a_policy_that_is_attached_to_nothing_is_nobody_s() -> None:
    access = access_of(role(), policy(READ))

    assert [clause.principals for clause in of_kind(access, "identity")] == [()]
    assert access.unreadable == ()


@pytest.mark.parametrize(
    ("bearing", "party"),
    [
        (
            resource(
                "aws:iam/userPolicyAttachment:UserPolicyAttachment",
                "a",
                inputs={"user": "u", "policyArn": POLICY},
            ),
            Party("user", "u"),
        ),
        (
            resource(
                "aws:iam/policyAttachment:PolicyAttachment",
                "a",
                inputs={"groups": ["g"], "policyArn": POLICY},
            ),
            Party("group", "g"),
        ),
        (
            resource(
                "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
                "a",
                inputs={"roleName": "backend", "policyArns": [POLICY]},
            ),
            Party("role", ROLE),
        ),
    ],
)
def test_every_way_of_attaching_is_followed(bearing: dict[str, Any], party: Party) -> None:
    (clause,) = of_kind(access_of(role(), policy(READ), bearing), "identity")

    assert clause.principals == (party,)


def test_policies_that_a_role_lists_itself_are_its_own() -> None:
    inline = [{"name": "x", "policy": READ}, {"name": "y", "policy": CIPHERTEXT}]
    access = access_of(role(managedPolicyArns=[POLICY], inlinePolicies=inline), policy(READ))

    assert [clause.principals for clause in of_kind(access, "identity")] == [
        (Party("role", ROLE),),
        (Party("role", ROLE),),
    ]
    assert [one.source.path for one in access.unreadable] == ["inlinePolicies[1].policy"]


def test_a_role_policy_is_the_role_s_that_it_names() -> None:
    inputs = {"role": "backend", "policy": READ}
    access = access_of(role(), resource("aws:iam/rolePolicy:RolePolicy", "p", inputs=inputs))

    assert [one.principals for one in of_kind(access, "identity")] == [(Party("role", ROLE),)]


def test_a_trust_policy_is_about_its_role() -> None:
    (clause,) = of_kind(access_of(role()), "trust")

    assert clause.principals == (Party("service", "ecs.amazonaws.com"),)
    assert clause.resources == (ROLE,)


def test_the_star_of_a_key_s_policy_is_the_key_itself() -> None:
    (clause,) = access_of(key(document(allow("kms:Decrypt", Principal=ACCOUNT_ROOT)))).clauses

    assert clause.resources == ("*",)
    assert clause.star_means == KEY
    assert clause.principals == (Party("account", ACCOUNT),)


def test_the_star_of_a_policy_resource_is_what_it_belongs_to() -> None:
    text = document(allow("s3:GetObject", Principal=ACCOUNT_ROOT))
    bucket = resource("aws:s3/bucket:Bucket", "b", id="b", outputs={"arn": "arn:aws:s3:::b"})
    inputs = {"bucket": "b", "policy": text}

    (clause,) = access_of(
        bucket, resource("aws:s3/bucketPolicy:BucketPolicy", "p", id="b", inputs=inputs)
    ).clauses

    assert clause.star_means == "arn:aws:s3:::b"


def test_the_star_of_an_account_wide_policy_is_every_resource() -> None:
    text = document(allow("logs:PutLogEvents", Principal={"Service": "es.amazonaws.com"}))
    kind = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"

    (clause,) = access_of(resource(kind, "p", id="p", inputs={"policyDocument": text})).clauses

    assert clause.star_means == ""


def test_a_condition_on_the_caller_says_whom_an_account_s_grant_is_for() -> None:
    only = {"ArnEquals": {"aws:PrincipalArn": [ROLE]}}
    (clause,) = access_of(
        key(document(allow("kms:Decrypt", Principal=ACCOUNT_ROOT, Condition=only)))
    ).clauses

    assert clause.only_callers == (ROLE,)
    assert clause.but_callers == ()


def test_a_refusal_says_whom_it_spares() -> None:
    refusal = {
        "Effect": "Deny",
        "Action": "kms:Decrypt",
        "Resource": "*",
        "Principal": "*",
        "Condition": {"ArnNotEquals": {"aws:PrincipalArn": ROLE}},
    }
    (clause,) = access_of(key(document(refusal))).clauses

    assert not clause.allows
    assert clause.principals == (Party("everybody", "*"),)
    assert clause.but_callers == (ROLE,)


def test_a_condition_that_holds_without_a_caller_narrows_nothing() -> None:
    loose = {"ArnEqualsIfExists": {"aws:PrincipalArn": ROLE}}
    (clause,) = access_of(
        key(document(allow("kms:Decrypt", Principal="*", Condition=loose)))
    ).clauses

    assert clause.only_callers == ()


def test_everything_but_is_told_as_such() -> None:
    statement = {
        "Effect": "Allow",
        "NotAction": "kms:Decrypt",
        "NotResource": "arn:aws:s3:::b",
        "NotPrincipal": ACCOUNT_ROOT,
    }
    (clause,) = access_of(key(document(statement))).clauses

    assert clause.but_actions == ("kms:Decrypt",)
    assert clause.but_resources == ("arn:aws:s3:::b",)
    assert clause.but_principals == (Party("account", ACCOUNT),)


def test_a_value_that_two_parties_share_is_not_shown() -> None:
    shared = {"StringEquals": {"sts:ExternalId": "hunter2"}}
    trust = document(allow("sts:AssumeRole", None, Principal=ACCOUNT_ROOT, Condition=shared))
    (clause,) = access_of(role(assumeRolePolicy=trust)).clauses

    assert clause.conditions[0].key == "sts:ExternalId"
    assert clause.conditions[0].values == (NOT_SHOWN,)
