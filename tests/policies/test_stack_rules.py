"""Stack rules: what must go together does, through the SDK's own proxies; one change at a time."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from berthcare.policy_exceptions import PolicyException
from policies.exceptions import Exceptions
from tests.policies.stack_changes import Stack, adding, but, unlinked, without
from tests.policies.stack_double import (
    ACCOUNT,
    ALARM,
    BUCKET,
    BY_OWN_KEY,
    FILTER,
    KEY,
    REGION,
    ROLE,
    ROTATION,
    SECRET,
    TOPIC,
    UNKNOWN,
    Made,
    good,
    only_for,
    refusing,
    told_by,
)


def test_the_good_stack_passes_whole() -> None:
    assert told_by(good()) == ({}, {})


STATE, TLS, QUEUE_TLS = "s3-state-bucket", "sns-topic-tls-only", "sqs-queue-tls-only"
READERS, KEYS = "secret-names-its-users", "kms-policy-present"
ROTATED, OUTPUTS = "secret-rotation-present", "no-credentials-in-outputs"
UNGUARDED = [
    f"secret: policy[secretsmanager:{action}]"
    for action in (
        "DeleteResourcePolicy",
        "DeleteSecret",
        "GetSecretValue",
        "PutResourcePolicy",
        "PutSecretValue",
    )
]
WHOLE = "berthcare-communications-staging"
FLAGS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
BLOCKS = [f"bucket: public access block {flag}" for flag in FLAGS]


DEFAULT_KEY_POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Id": "key-default-1",
        "Statement": [
            {
                "Sid": "Enable IAM User Permissions",
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
                "Action": "kms:*",
                "Resource": "*",
            }
        ],
    }
)
BROKEN: list[tuple[str, Callable[[Stack], Stack], str, list[str]]] = [
    ("a secret without a rotation", without("rotation"), ROTATED, ["secret: rotation"]),
    ("a rotation of something else", unlinked("rotation"), ROTATED, ["secret: rotation"]),
    (
        "a rotation that is switched off",
        but("rotation", rotationEnabled=False),
        ROTATED,
        ["secret: rotation"],
    ),
    ("a bucket without a public access block", without("block"), STATE, BLOCKS),
    ("a block of another bucket", unlinked("block"), STATE, BLOCKS),
    *(
        (f"a block without {flag}", but("block", **{flag: False}), STATE, [one])
        for flag, one in zip(FLAGS, BLOCKS, strict=True)
    ),
    (
        "no encryption",
        without("encryption"),
        STATE,
        ["bucket: encryption by KMS", "bucket: a key of its own"],
    ),
    (
        "encryption by a key of S3",
        but(
            "encryption",
            rules=[{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}],
        ),
        STATE,
        ["bucket: encryption by KMS", "bucket: a key of its own"],
    ),
    (
        "encryption by a key that AWS manages",
        but(
            "encryption",
            rules=[
                {
                    "applyServerSideEncryptionByDefault": {
                        **BY_OWN_KEY,
                        "kmsMasterKeyId": "alias/aws/s3",
                    }
                }
            ],
        ),
        STATE,
        ["bucket: a key of its own"],
    ),
    ("a secret without a policy", without("secret-policy"), READERS, UNGUARDED),
    ("a policy of another secret", unlinked("secret-policy"), READERS, UNGUARDED),
    *(
        (
            f"a secret's policy that {sentence}",
            but("secret-policy", policy=only_for("arn:aws:iam::1:role/r", **change)),
            READERS,
            UNGUARDED,
        )
        for sentence, change in (
            ("allows", {"Effect": "Allow"}),
            ("refuses something else", {"Action": "secretsmanager:TagResource"}),
            ("refuses one role only", {"Principal": {"AWS": "arn:aws:iam::1:role/x"}}),
            (
                "refuses under a further condition",
                {
                    "Condition": {
                        "ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::1:role/r"},
                        "Bool": {"aws:SecureTransport": "false"},
                    }
                },
            ),
        )
    ),
    (
        "a secret's policy that lets every role be a reader",
        but("secret-policy", policy=only_for("arn:aws:iam::1:role/*")),
        READERS,
        UNGUARDED,
    ),
    (
        "a secret's policy that refuses reading alone",
        but(
            "secret-policy",
            policy=only_for("arn:aws:iam::1:role/r", Action="secretsmanager:GetSecretValue"),
        ),
        READERS,
        [one for one in UNGUARDED if "GetSecretValue" not in one],
    ),
    ("a key without a policy", but("key", policy=None), KEYS, ["key: policy"]),
    ("no versioning", without("versioning"), STATE, ["bucket: versioning"]),
    (
        "versioning that is suspended",
        but("versioning", versioningConfiguration={"status": "Suspended"}),
        STATE,
        ["bucket: versioning"],
    ),
    ("no bucket policy", without("bucket-policy"), STATE, ["bucket: refusal of plain HTTP"]),
    (
        "a bucket policy that refuses nothing",
        but("bucket-policy", policy=refusing("s3:*", "arn:aws:s3:::b").replace("Deny", "Allow")),
        STATE,
        ["bucket: refusal of plain HTTP"],
    ),
    ("no topic policy", without("topic-policy"), TLS, ["topic: refusal of plain HTTP"]),
    ("no queue policy", without("queue-policy"), QUEUE_TLS, ["queue: refusal of plain HTTP"]),
    (
        "a queue policy that refuses only sending",
        lambda stack: {
            **stack,
            "queue-policy": stack["queue-policy"].but(
                policy=refusing("sqs:SendMessage", stack["queue"].props["arn"])
            ),
        },
        QUEUE_TLS,
        ["queue: refusal of plain HTTP"],
    ),
    (
        "a policy of another queue, though it comes from this one",
        but("queue-policy", queueUrl="https://sqs.ca-central-1.amazonaws.com/1/other"),
        QUEUE_TLS,
        ["queue: refusal of plain HTTP"],
    ),
    (
        "a trail that writes to a bucket of somebody else",
        lambda stack: {
            **stack,
            "trail": replace(stack["trail"], refers={}).but(s3BucketName="audit-in-us-east-1"),
        },
        "trail-bucket-home",
        ["trail: s3BucketName"],
    ),
    (
        "guards of another bucket, though they come from this one",
        lambda stack: {
            **stack,
            **{
                name: stack[name].but(bucket="other")
                for name in ("block", "encryption", "versioning", "bucket-policy")
            },
        },
        STATE,
        [
            *BLOCKS,
            "bucket: encryption by KMS",
            "bucket: a key of its own",
            "bucket: versioning",
            "bucket: refusal of plain HTTP",
        ],
    ),
    (
        "a refusal of plain HTTP on another bucket",
        but("bucket-policy", policy=refusing("s3:*", "arn:aws:s3:::other")),
        STATE,
        ["bucket: refusal of plain HTTP"],
    ),
    *(
        (
            f"a secret's policy that refuses {sentence}",
            but("secret-policy", policy=only_for("arn:aws:iam::1:role/r", **change)),
            READERS,
            UNGUARDED,
        )
        for sentence, change in (
            ("on another secret", {"Resource": "arn:aws:secretsmanager:::secret:other-??????"}),
            ("services alone", {"Principal": {"Service": "*"}}),
        )
    ),
    (
        "a key under the policy that AWS writes",
        but("key", policy=DEFAULT_KEY_POLICY),
        KEYS,
        ["key: policy"],
    ),
    (
        "a key as an output",
        but(WHOLE, key="AK" + "IA" + "Z" * 16),
        OUTPUTS,
        [f"{WHOLE}: key"],
    ),
]


@pytest.mark.parametrize(
    ("sentence", "change", "rule", "findings"), BROKEN, ids=[one[0] for one in BROKEN]
)
def test_one_change_is_caught_by_its_rule_alone(
    sentence: str, change: Callable[[Stack], Stack], rule: str, findings: list[str]
) -> None:
    assert told_by(change(good())) == ({rule: findings}, {}), sentence


FINE: list[tuple[str, Callable[[Stack], Stack]]] = [
    (
        "settings inline on the bucket",
        lambda stack: {
            **without("encryption", "versioning")(stack),
            "bucket": stack["bucket"].but(
                serverSideEncryptionConfiguration={
                    "rule": {"applyServerSideEncryptionByDefault": BY_OWN_KEY}
                },
                versioning={"enabled": True},
            ),
        },
    ),
    (
        "a block that names its bucket by text",
        lambda stack: {**stack, "block": replace(stack["block"], refers={}).but(bucket="b")},
    ),
    (
        "a policy that names its topic by ARN",
        lambda stack: {
            **stack,
            "topic-policy": replace(stack["topic-policy"], refers={}).but(
                arn=stack["topic"].props["arn"]
            ),
        },
    ),
    (
        "a queue policy that names its queue by URL",
        lambda stack: {
            **stack,
            "queue-policy": replace(stack["queue-policy"], refers={}).but(
                queueUrl=stack["queue"].props["url"]
            ),
        },
    ),
    (
        "settings inline on a BucketV2",
        lambda stack: {
            **without("encryption", "versioning")(stack),
            "bucket": replace(stack["bucket"], type="aws:s3/bucketV2:BucketV2").but(
                serverSideEncryptionConfigurations=[
                    {"rules": [{"applyServerSideEncryptionByDefault": BY_OWN_KEY}]}
                ],
                versionings=[{"enabled": True}],
            ),
        },
    ),
    (
        "a key whose policy is a resource of its own",
        lambda stack: {
            **stack,
            "key": stack["key"].but(policy=None),
            "key-policy": Made(
                "aws:kms/keyPolicy:KeyPolicy", "key-policy", {"policy": "{}"}, {"keyId": ["key"]}
            ),
        },
    ),
    (
        "a plan that switches a cancelled rotation on again",
        but("rotation", rotationEnabled=False, rotationRules={"automaticallyAfterDays": 90.0}),
    ),
    ("one role with one harmless policy", adding(Made(ROLE, "role", {"name": "r"}))),
]


@pytest.mark.parametrize(("sentence", "change"), FINE, ids=[one[0] for one in FINE])
def test_another_way_to_be_good_passes(sentence: str, change: Callable[[Stack], Stack]) -> None:
    assert told_by(change(good())) == ({}, {}), sentence


LATER: list[tuple[str, Callable[[Stack], Stack], str]] = [
    (
        "a rotation of a secret that is not known",
        lambda stack: {
            **stack,
            "rotation": Made(ROTATION, "rotation", {"secretId": UNKNOWN}),
        },
        ROTATED,
    ),
    (
        "a bucket policy that is not known",
        but("bucket-policy", policy=UNKNOWN),
        STATE,
    ),
    ("a versioning that is not known", but("versioning", versioningConfiguration=UNKNOWN), STATE),
    ("a flag that is not known", but("block", blockPublicAcls=UNKNOWN), STATE),
    (
        "a block of a bucket that is not known",
        lambda stack: {**stack, "block": replace(stack["block"], refers={}).but(bucket=UNKNOWN)},
        STATE,
    ),
    ("a secret's policy that is not known", but("secret-policy", policy=UNKNOWN), READERS),
    ("a queue's policy that is not known", but("queue-policy", policy=UNKNOWN), QUEUE_TLS),
]


@pytest.mark.parametrize(("sentence", "change", "rule"), LATER, ids=[one[0] for one in LATER])
def test_what_is_not_known_yet_waits_with_its_reason(
    sentence: str, change: Callable[[Stack], Stack], rule: str
) -> None:
    said, unknown = told_by(change(good()))
    assert said == {}, sentence
    assert list(unknown) == [rule]
    assert unknown[rule].startswith("Not known before the deployment: ")


def test_what_is_wrong_is_told_beside_what_is_not_known() -> None:
    changed = but("versioning", versioningConfiguration=UNKNOWN)(without("encryption")(good()))
    said, unknown = told_by(changed)
    assert said == {STATE: ["bucket: encryption by KMS", "bucket: a key of its own"]}
    assert "versioning" in unknown[STATE]


@pytest.mark.parametrize("type_", [SECRET, KEY, BUCKET, TOPIC, FILTER, ALARM, ROLE])
def test_a_resource_without_any_input_breaks_no_rule(type_: str) -> None:
    said, _ = told_by({"bare": Made(type_, "bare", {})}, project="bare")
    assert not any(
        "the rule itself" in finding for findings in said.values() for finding in findings
    )


def policy_of(*actions: str, on: str = "*", **more: Any) -> str:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": on, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def role_with(first: str, second: str) -> Callable[[Stack], Stack]:
    """Add a role whose two policies come by different ways: inline, and attached."""
    return adding(
        Made(ROLE, "role", {"name": "r", "arn": "arn:aws:iam::1:role/r"}),
        Made("aws:iam/rolePolicy:RolePolicy", "inline", {"policy": first}, {"role": ["role"]}),
        Made("aws:iam/policy:Policy", "managed", {"policy": second, "arn": "arn:managed"}),
        Made(
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
            "attachment",
            {"role": "r", "policyArn": "arn:managed"},
        ),
    )


UNION = "iam-role-no-privilege-escalation"


def test_two_harmless_policies_of_one_role_are_judged_together() -> None:
    change = role_with(policy_of("iam:PassRole"), policy_of("lambda:Create*", "lambda:Invoke*"))
    said, _ = told_by(change(good()))
    assert list(said) == [UNION]
    assert all(finding.startswith("role: its policies together[") for finding in said[UNION])


def test_keys_of_a_tag_and_the_right_to_tag_any_are_judged_together() -> None:
    keys = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/*"
    tagged = {"StringEquals": {"aws:ResourceTag/Project": "berthcare"}}
    by_tag = policy_of("kms:Decrypt", on=keys, Condition=tagged)
    said, _ = told_by(role_with(by_tag, policy_of("kms:TagResource", on=keys))(good()))
    assert said == {UNION: ["role: its policies together[keys-by-tag]"]}


def test_policies_of_different_roles_are_not_added_up() -> None:
    change = role_with(policy_of("iam:PassRole"), policy_of("lambda:Create*", "lambda:Invoke*"))
    stack = change(good())
    said, _ = told_by({**stack, "inline": replace(stack["inline"], refers={}).but(role="other")})
    assert said == {}


@pytest.mark.parametrize(
    "attachment",
    [
        Made(
            "aws:iam/policyAttachment:PolicyAttachment",
            "attachment",
            {"roles": ["r"], "policyArn": "arn:managed"},
        ),
        Made(
            "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
            "attachment",
            {"roleName": "r", "policyArns": ["arn:managed"]},
        ),
    ],
    ids=["PolicyAttachment", "RolePolicyAttachmentsExclusive"],
)
def test_every_way_of_attachment_counts(attachment: Made) -> None:
    change = role_with(policy_of("iam:PassRole"), policy_of("lambda:Create*", "lambda:Invoke*"))
    said, _ = told_by({**change(good()), "attachment": attachment})
    assert list(said) == [UNION]


def test_a_policy_that_the_role_itself_attaches_counts() -> None:
    change = role_with(policy_of("iam:PassRole"), policy_of("lambda:Create*", "lambda:Invoke*"))
    stack = without("attachment")(change(good()))
    role = stack["role"].but(managedPolicyArns=["arn:managed"])
    said, _ = told_by({**stack, "role": role})
    assert list(said) == [UNION]


def test_policies_of_a_role_that_is_not_of_the_stack_are_added_up() -> None:
    change = role_with(policy_of("iam:PassRole"), policy_of("lambda:Create*", "lambda:Invoke*"))
    stack = without("role")(change(good()))
    said, _ = told_by({**stack, "inline": replace(stack["inline"], refers={}).but(role="r")})
    assert list(said) == [UNION]


def test_a_role_that_may_rewrite_itself_by_its_own_name_is_caught() -> None:
    own = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": "iam:CreatePolicyVersion",
                    "Resource": "arn:aws:iam::1:policy/managed",
                }
            ],
        }
    )
    stack = role_with(policy_of("s3:GetObject"), own)(good())
    said, _ = told_by({**stack, "managed": stack["managed"].but(name="managed")})
    assert said == {UNION: ["role: its policies together[policy-version]"]}


def test_many_roles_are_judged_in_a_moment() -> None:
    stack = good()
    for number in range(150):
        made = role_with(policy_of("s3:GetObject"), policy_of("s3:PutObject"))({})
        for name, one in made.items():
            refers = {key: [f"{of}-{number}" for of in ofs] for key, ofs in one.refers.items()}
            props = {
                key: f"{value}-{number}" if key in ("name", "arn", "role", "policyArn") else value
                for key, value in one.props.items()
            }
            fresh = Made(one.type, f"{name}-{number}", props, refers)
            stack[fresh.name] = fresh
    said, _ = told_by(stack)
    assert said == {}


def test_what_one_policy_does_alone_is_not_told_again_of_the_role() -> None:
    change = role_with(policy_of("iam:PutRolePolicy"), policy_of("s3:GetObject"))
    assert told_by(change(good())) == ({}, {})


def exception(**changed: Any) -> PolicyException:
    fields: dict[str, Any] = {
        "rule": ROTATED,
        "stacks": ("staging",),
        "resource": f"{SECRET}::secret",
        "finding": "rotation",
        "reason": "r",
        "owner": "platform team",
        "expires": date(2027, 1, 31),
        **changed,
    }
    return PolicyException(**fields)


def test_an_excepted_finding_passes_and_its_exception_counts_as_used() -> None:
    in_force = Exceptions(all=(exception(),), today=date(2027, 1, 1))
    assert told_by(without("rotation")(good()), exceptions=in_force) == ({}, {})


def test_an_exception_that_is_not_needed_is_a_violation() -> None:
    in_force = Exceptions(all=(exception(),), today=date(2027, 1, 1))
    said, _ = told_by(good(), exceptions=in_force)
    assert list(said) == ["exceptions-in-force"]


def test_an_expired_exception_excepts_nothing_and_is_told() -> None:
    in_force = Exceptions(all=(exception(),), today=date(2027, 2, 1))
    said, _ = told_by(without("rotation")(good()), exceptions=in_force)
    assert sorted(said) == ["exceptions-in-force", ROTATED]
