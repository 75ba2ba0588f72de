"""Whatever a program gives as input, no rule breaks, and none shows a secret's value."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from berthcare.iam.places import PLACES
from policies.catalog import RULES
from policies.review import judge, judge_stack
from policies.rule import ResourceRule, StackRule
from policies.stack import STACK_TYPE, Stack
from policies.subject import UNKNOWN, Subject

TYPES = sorted(
    {
        *PLACES,
        *(one for rule in RULES if isinstance(rule, ResourceRule) for one in rule.types),
        "pulumi-python:dynamic/twilio:PhoneNumber",
        "pulumi-python:dynamic:Resource",
    }
)
CONCRETE = [one for one in TYPES if not one.endswith("*")]
KEYS = [
    *{path.partition("[")[0] for places in PLACES.values() for path, _ in places},
    *("acl", "actionsEnabled", "adopt", "alarmActions", "area_codes", "arn", "authorizationType"),
    *("blockPublicPolicy", "bucket", "country", "dashboardBody", "enableKeyRotation"),
    *("endpoint", "environment", "eventSelectors", "kmsKeyArn", "kmsKeyId", "managedPolicyArns"),
    *("metricTransformation", "multiRegion", "name", "notifications", "phone_number", "principal"),
    *("protocol", "recoveryWindowInDays", "region", "release_on_delete", "replicas", "role"),
    *("replicationConfigurations", "retentionInDays", "rotationRules", "rules", "secretId"),
    *("serverSideEncryptionConfiguration", "sid", "status", "tags", "versioning", "token"),
]
WORDS = st.sampled_from(
    [
        *("", "*", "arn:aws:iam::1:role/*", "arn:::::", "aws:kms", "{", "[]", '{"Statement": 3}'),
        *('{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*"}]}', "PN"),
        *("rate(9 days)", "cron(0 0 1 * ? *)", "cron(", "email", "sqs", "us-east-1", "a:b:c:d"),
    ]
)
LEAVES = st.one_of(
    st.none(), st.booleans(), st.floats(allow_nan=False), st.integers(), WORDS, st.just(UNKNOWN)
)
STATEMENT_KEYS = ("Effect", "Action", "NotAction", "Resource", "Principal", "Condition", "Sid")
INNER = (
    *("Statement", "Version", "region", "expiration", "days", "variables", "scheduleExpression"),
    *("automaticallyAfterDays", "applyServerSideEncryptionByDefault", "sseAlgorithm", "rule"),
    *("StringEquals", "aws:SourceArn", "AWS", "Service", "fieldSelectors", "enabled", "name"),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from([*STATEMENT_KEYS, *INNER]), inner, max_size=4),
    ),
    max_leaves=8,
)
PROPS = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6)


def broken(verdict: Any) -> list[str]:
    return [one.message for one in verdict.violations if one.finding.at == "the rule itself"]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(type_=st.sampled_from(CONCRETE), props=PROPS, protect=st.booleans())
def test_no_rule_breaks_on_any_input(type_: str, props: dict[str, Any], protect: bool) -> None:
    subject = Subject(type_, "n", "", props, protect, secret_paths=frozenset())
    for rule in RULES:
        if isinstance(rule, ResourceRule) and rule.concerns(type_):
            assert broken(judge(rule, subject)) == [], rule.id


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made=st.lists(st.tuples(st.sampled_from(CONCRETE), PROPS), max_size=5), outputs=PROPS)
def test_no_stack_rule_breaks_on_any_stack(
    made: list[tuple[str, dict[str, Any]]], outputs: dict[str, Any]
) -> None:
    start = "urn:pulumi:staging::berthcare-communications"
    stack = Stack(
        (
            Subject(STACK_TYPE, "s", f"{start}::{STACK_TYPE}::s", outputs),
            *(
                Subject(type_, f"n{index}", f"{start}::{type_}::n{index}", props)
                for index, (type_, props) in enumerate(made)
            ),
        )
    )
    for rule in RULES:
        if isinstance(rule, StackRule):
            assert broken(judge_stack(rule, stack)) == [], rule.id


CANARY = "arn:aws:sqs:us-east-1:111111111111:canary-in-a-mine"


@pytest.mark.parametrize("key", sorted(set(KEYS)))
def test_what_is_marked_secret_is_shown_by_no_rule(key: str) -> None:
    for value in (CANARY, [CANARY], {"region": CANARY, "Statement": [CANARY]}):
        for type_ in CONCRETE:
            subject = Subject(type_, "n", "", {key: value}, secret_paths=frozenset({key}))
            for rule in RULES:
                if isinstance(rule, ResourceRule) and rule.concerns(type_):
                    for one in judge(rule, subject).violations:
                        assert "canary" not in one.told, rule.id
