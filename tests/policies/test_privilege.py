"""Least privilege: what an Allow statement may grant, in every place that holds a document."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from policies.rule import Rule
from policies.rules import policy_documents, privilege

TOPIC = (*privilege.RULES, *(rule for rule in policy_documents.RULES if rule.is_mandatory))
ACCOUNT = "1" * 12
REGION = "ca-central-1"
POLICY = "aws:iam/policy:Policy"
KEY = "aws:kms/key:Key"
SECRETS = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:"
SECRET_ARN = f"{SECRETS}staging/twilio/account"
GOOD = {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::bucket/*"]}
ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}

ADMIN, SERVICE = "iam-no-admin-star", "iam-no-service-wildcard-action"
STAR, NOT, READ = "iam-no-resource-star", "iam-no-notaction-allow", "iam-no-secret-read-star"

PASSING: list[tuple[str, dict[str, Any]]] = [
    ("one action on one bucket's objects", {}),
    ("a Deny of everything", {"Effect": "Deny", "Action": "*", "Resource": "*"}),
    (
        "a Deny of everything but some actions",
        {"Effect": "Deny", "Action": None, "NotAction": "iam:*"},
    ),
    ("part of a service's actions", {"Action": "s3:Get*"}),
    ("a random password", {"Action": "secretsmanager:GetRandomPassword", "Resource": "*"}),
    ("a registry login", {"Action": "ecr:GetAuthorizationToken", "Resource": "*"}),
    ("a list of buckets", {"Action": "s3:ListAllMyBuckets", "Resource": "*"}),
    ("metrics, in any letter case", {"Action": "CloudWatch:putMetricData", "Resource": "*"}),
    (
        "one account's queues of a prefix, in an open region",
        {"Action": "sqs:SendMessage", "Resource": f"arn:aws:sqs:*:{ACCOUNT}:orders-*"},
    ),
    ("traces by wildcard", {"Action": "xray:Put*", "Resource": "*"}),
    (
        "a secret by its name and six characters",
        {"Action": "secretsmanager:GetSecretValue", "Resource": f"{SECRET_ARN}-??????"},
    ),
    (
        "the secrets of an environment",
        {"Action": "secretsmanager:GetSecretValue", "Resource": SECRET_ARN[:-7] + "*"},
    ),
    (
        "decryption by one key",
        {"Action": "kms:Decrypt", "Resource": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/0"},
    ),
    ("a listing of all secrets' names", {"Action": "secretsmanager:ListSecrets", "Resource": "*"}),
]
FAILING: list[tuple[str, dict[str, Any], set[str]]] = [
    ("everything on everything", {"Action": "*", "Resource": "*"}, {ADMIN, SERVICE, STAR, READ}),
    ("everything, spelt *:*", {"Action": "*:*", "Resource": "*"}, {ADMIN, SERVICE, STAR, READ}),
    (
        "everything in a list",
        {"Action": ["s3:GetObject", "*"], "Resource": ["a", "*"]},
        {ADMIN, SERVICE, STAR, READ},
    ),
    ("everything on arn*", {"Action": "*", "Resource": "arn*"}, {ADMIN, SERVICE, STAR, READ}),
    ("everything on *:*", {"Action": "*", "Resource": "*:*"}, {ADMIN, SERVICE, STAR, READ}),
    ("everything on one bucket", {"Action": "*", "Resource": "arn:aws:s3:::b/k"}, {SERVICE}),
    ("a whole service on one bucket", {"Action": "s3:*"}, {SERVICE}),
    ("a write on every resource", {"Action": "s3:PutObject", "Resource": "*"}, {STAR}),
    ("a write on every bucket", {"Action": "s3:PutObject", "Resource": "arn:aws:s3:::*"}, {STAR}),
    ("part of an action on every resource", {"Action": "iam:Pass*", "Resource": "*"}, {STAR}),
    (
        "every queue of any account",
        {"Action": "sqs:SendMessage", "Resource": "arn:*:sqs:*:*:x/*"},
        {STAR},
    ),
    (
        "an action that could be narrowed beside one that could not",
        {"Action": ["s3:ListAllMyBuckets", "s3:PutObject"], "Resource": "*"},
        {STAR},
    ),
    ("everything but some actions", {"Action": None, "NotAction": "iam:*"}, {NOT}),
    ("everything but some resources", {"Resource": None, "NotResource": "arn:aws:s3:::b"}, {NOT}),
    (
        "every secret",
        {"Action": "secretsmanager:Get*", "Resource": SECRETS + "*"},
        {READ},
    ),
    (
        "every secret whose name ends in a word",
        {
            "Action": "secretsmanager:GetSecretValue",
            "Resource": SECRETS + "*account",
        },
        {READ},
    ),
    (
        "a secret of any account",
        {
            "Action": "SecretsManager:BatchGetSecretValue",
            "Resource": f"arn:aws:secretsmanager:{REGION}:*:secret:a",
        },
        {READ},
    ),
    (
        "every key",
        {"Action": "kms:Decrypt", "Resource": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/*"},
        {READ},
    ),
    (
        "every parameter",
        {"Action": "ssm:GetParameter*", "Resource": f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/*"},
        {READ},
    ),
]


def policy(change: dict[str, Any]) -> str:
    """Make a document of two good statements and, between them, the good one changed."""
    changed = {key: value for key, value in {**GOOD, **change}.items() if value is not None}
    return json.dumps({"Version": "2012-10-17", "Statement": [GOOD, changed, GOOD]})


@pytest.mark.parametrize(("sentence", "change"), PASSING, ids=[one[0] for one in PASSING])
def test_a_narrow_grant_passes(judge: Any, sentence: str, change: dict[str, Any]) -> None:
    assert judge(POLICY, {"policy": policy(change)}) == {}, sentence


@pytest.mark.parametrize(("sentence", "change", "rules"), FAILING, ids=[one[0] for one in FAILING])
def test_a_wide_grant_is_refused(
    judge: Any, sentence: str, change: dict[str, Any], rules: set[str]
) -> None:
    assert set(judge(POLICY, {"policy": policy(change)})) == rules, sentence


def test_a_statement_given_as_an_object_is_read(judge: Any) -> None:
    text = json.dumps({"Statement": {**GOOD, "Action": "s3:*"}})
    assert set(judge(POLICY, {"policy": text})) == {SERVICE}


def test_the_message_names_the_place_the_statement_and_the_value(judge: Any) -> None:
    (message,) = judge(POLICY, {"policy": policy({"Sid": "Wide", "Action": "s3:*"})})[SERVICE]
    assert message.startswith(
        "subject (aws:iam/policy:Policy): policy#Wide allows 's3:*', every action of a service. "
        "List the actions that are needed;"
    )
    assert message.endswith(" (finding policy#Wide[s3:*] of aws:iam/policy:Policy::subject)")


WIDE = policy({"Action": "s3:*"})
WIDE_WITH_PRINCIPAL = json.dumps(
    {"Statement": {**GOOD, "Action": "s3:*", "Principal": {"Service": "sns.amazonaws.com"}}}
)
PLACES: list[tuple[str, dict[str, Any]]] = [
    (POLICY, {"policy": WIDE}),
    ("aws:iam/rolePolicy:RolePolicy", {"policy": WIDE}),
    ("aws:iam/userPolicy:UserPolicy", {"policy": WIDE}),
    ("aws:iam/groupPolicy:GroupPolicy", {"policy": WIDE}),
    ("aws:iam/role:Role", {"inlinePolicies": [{"name": "a"}, {"name": "b", "policy": WIDE}]}),
    (KEY, {"enableKeyRotation": True, "policy": WIDE_WITH_PRINCIPAL}),
    ("aws:kms/keyPolicy:KeyPolicy", {"policy": WIDE_WITH_PRINCIPAL}),
    ("aws:s3/bucketPolicy:BucketPolicy", {"policy": WIDE_WITH_PRINCIPAL}),
    (
        "aws:secretsmanager/secretPolicy:SecretPolicy",
        {"policy": WIDE_WITH_PRINCIPAL, "blockPublicPolicy": True},
    ),
    ("aws:secretsmanager/secret:Secret", {"kmsKeyId": "0", "policy": WIDE_WITH_PRINCIPAL}),
    ("aws:sns/topic:Topic", {"policy": WIDE_WITH_PRINCIPAL}),
    ("aws:sns/topicPolicy:TopicPolicy", {"policy": WIDE_WITH_PRINCIPAL}),
    ("aws:sqs/queuePolicy:QueuePolicy", {"policy": WIDE_WITH_PRINCIPAL}),
]


@pytest.mark.parametrize(("type_", "props"), PLACES, ids=[one[0] for one in PLACES])
def test_every_place_that_holds_a_document_is_visited(
    judge: Any, type_: str, props: dict[str, Any]
) -> None:
    assert set(judge(type_, props)) == {SERVICE}


def test_a_document_given_as_a_mapping_is_read(judge: Any) -> None:
    assert set(judge(POLICY, {"policy": json.loads(WIDE)})) == {SERVICE}


@pytest.mark.parametrize("action", ["kms:*", "kms:Decrypt"])
def test_a_key_policy_may_give_the_account_root_everything_on_itself(
    judge: Any, document: Callable[..., str], action: str
) -> None:
    text = document(Effect="Allow", Principal=ROOT, Action=action, Resource="*")
    assert judge(KEY, {"enableKeyRotation": True, "policy": text}) == {}


def test_a_key_policy_may_not_give_a_role_everything(
    judge: Any, document: Callable[..., str]
) -> None:
    role = {"AWS": f"arn:aws:iam::{ACCOUNT}:role/r"}
    text = document(Effect="Allow", Principal=role, Action="kms:*", Resource="*")
    assert set(judge(KEY, {"enableKeyRotation": True, "policy": text})) == {SERVICE}


@pytest.mark.parametrize("text", ["", "{", '{"Statement": [{"Effect": "Allow"}]}'])
def test_a_document_that_nobody_can_read_is_refused(judge: Any, text: str) -> None:
    assert set(judge(POLICY, {"policy": text})) == {"iam-policy-valid"}


@pytest.mark.parametrize("rule", TOPIC, ids=lambda rule: rule.id)
def test_an_unknown_document_waits_for_every_rule(judge: Any, unknown: str, rule: Rule) -> None:
    found = judge(POLICY, {"policy": unknown})
    assert found == {}
    assert ": policy." in found.unknown[rule.id]


def test_unknown_inline_policies_wait_by_their_places(judge: Any, unknown: str) -> None:
    role = "aws:iam/role:Role"
    assert ": inlinePolicies." in judge(role, {"inlinePolicies": unknown}).unknown[STAR]
    found = judge(role, {"inlinePolicies": [{"policy": unknown}, unknown]})
    assert found == {}
    assert ": inlinePolicies[0].policy, inlinePolicies[1]." in found.unknown[STAR]


def test_the_known_statements_are_judged_beside_unknown_ones(judge: Any, unknown: str) -> None:
    statements = [
        {**GOOD, "Sid": "Later", "Resource": unknown},
        {**GOOD, "Sid": "Wide", "Resource": [unknown, "*"]},
        unknown,
        {**GOOD, "Sid": "Narrow", "Condition": {"StringEquals": {"aws:SourceArn": unknown}}},
    ]
    found = judge(POLICY, {"policy": {"Statement": statements}})
    assert set(found) == {STAR}
    for place in ("#Later.Resource", "#Wide.Resource", "policy#3", "#Narrow.Condition"):
        assert place in found.unknown[STAR]


@pytest.mark.parametrize("resource", ["later", ["later"]])
def test_a_statement_whose_only_resource_is_unknown_waits(
    judge: Any, unknown: str, resource: Any
) -> None:
    later = unknown if resource == "later" else [unknown]
    found = judge(POLICY, {"policy": {"Statement": {**GOOD, "Sid": "A", "Resource": later}}})
    assert found == {}
    assert "policy#A.Resource" in found.unknown[STAR]


def test_statements_that_are_all_unknown_wait(judge: Any, unknown: str) -> None:
    found = judge(POLICY, {"policy": {"Statement": unknown}})
    assert found == {}
    assert "policy.Statement" in found.unknown[STAR]


@pytest.mark.parametrize(
    ("element", "rules"),
    [("Action", {STAR}), ("Resource", {SERVICE}), ("Principal", {SERVICE, STAR, READ, ADMIN})],
)
def test_what_is_wide_is_refused_beside_an_unknown_element(
    judge: Any, unknown: str, element: str, rules: set[str]
) -> None:
    wide = {"Action": ["*", "s3:GetObject"], "Resource": "*"}
    later = {"Action": [unknown, "s3:GetObject"], "Resource": unknown, "Principal": unknown}
    statement = {**GOOD, **wide, element: later[element]}
    found = judge(POLICY, {"policy": {"Statement": statement}})
    assert set(found) == rules
    assert set(found.unknown) == {rule.id for rule in TOPIC}


@pytest.mark.parametrize("element", ["NotAction", "NotResource"])
def test_all_but_what_is_not_known_yet_is_refused_as_that_alone(
    judge: Any, unknown: str, element: str
) -> None:
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/k"}
    del statement[element.removeprefix("Not")]
    assert set(judge(POLICY, {"policy": {"Statement": {**statement, element: unknown}}})) == {NOT}


def test_everything_on_all_but_what_is_not_known_yet_is_not_everything(
    judge: Any, unknown: str
) -> None:
    statement = {"Effect": "Allow", "Action": "*", "NotResource": unknown}
    assert set(judge(POLICY, {"policy": {"Statement": statement}})) == {NOT, SERVICE}
