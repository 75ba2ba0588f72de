"""Secret handling: unmarked secrets and plain credentials are refused, and never repeated."""

import json
from typing import Any

import pytest
from pulumi_policy.secret import Secret

from policies.finding import NotKnown
from policies.review import judge_stack
from policies.rule import StackRule
from policies.rules import secret_handling
from policies.stack import STACK_TYPE, Stack
from policies.subject import UNKNOWN, Subject

TOPIC = secret_handling.RULES
NUMBER = "pulumi-python:dynamic/twilio:Subaccount"
FUNCTION = "aws:lambda/function:Function"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
PROVIDER = "pulumi:providers:aws"
TOKEN = "0a" * 16
ACCESS_KEY_ID = "AKIA" + "EXAMPLE0" * 2
MARKED, PLAIN = "no-plaintext-secret", "no-plaintext-credentials"
STATIC = "provider-no-static-credentials"
(IN_OUTPUTS,) = (rule for rule in TOPIC if isinstance(rule, StackRule))


@pytest.mark.parametrize(
    ("sentence", "props"),
    [
        ("a marked token", {"auth_token": Secret("x")}),
        ("a marked mapping", {"credentials": Secret({"auth_token": "x"})}),
        ("a marked item of a list", {"settings": [{"password": Secret("x")}]}),
        ("the ARN of a secret", {"token": "arn:aws:secretsmanager:ca-central-1:1:secret:x"}),
        ("the id of a secret", {"secret_id": "x", "secretArn": "x", "token_name": "x"}),
        ("an empty password", {"password": ""}),
        ("a number of tokens", {"tokens": 3.0}),
        ("an idempotency token", {"clientRequestToken": "x"}),
    ],
)
def test_an_input_without_a_bare_secret_passes(
    judge: Any, sentence: str, props: dict[str, Any]
) -> None:
    assert judge(NUMBER, props) == {}, sentence


@pytest.mark.parametrize(
    ("props", "path"),
    [
        ({"auth_token": "x"}, "auth_token"),
        ({"webhookAuthToken": "x"}, "webhookAuthToken"),
        ({"environment": {"variables": {"DB_PASSWORD": "x"}}}, "environment.variables.DB_PASSWORD"),
        ({"settings": [{"api_key": "x"}]}, "settings[0].api_key"),
        ({"passwords": ["x"]}, "passwords[0]"),
        ({"token": "x", "other": Secret("y")}, "token"),
    ],
)
def test_a_secret_that_is_not_marked_is_refused_by_its_path(
    judge: Any, props: dict[str, Any], path: str
) -> None:
    (message,) = judge(NUMBER, props)[MARKED]
    assert f"{path} is not marked secret." in message


def test_an_unknown_secret_waits(judge: Any, unknown: str) -> None:
    found = judge(NUMBER, {"auth_token": unknown})
    assert found == {}
    assert "auth_token" in found.unknown[MARKED]


def test_an_unknown_secret_that_is_marked_is_not_waited_for(judge: Any, unknown: str) -> None:
    found = judge(NUMBER, {"auth_token": Secret(unknown)})
    assert (found, found.unknown) == ({}, {})


def test_a_bare_secret_is_refused_beside_an_unknown_one(judge: Any, unknown: str) -> None:
    found = judge(NUMBER, {"auth_token": unknown, "password": "x"})
    assert list(found) == [MARKED]
    assert "auth_token" in found.unknown[MARKED]


def test_the_inputs_of_the_engine_itself_are_not_judged(judge: Any) -> None:
    assert judge(NUMBER, {"__token": "x"}) == {}


def test_without_the_marks_the_rule_says_that_it_cannot_judge(judge: Any) -> None:
    found = judge(NUMBER, {"auth_token": "x"}, noted=False)
    assert found == {}
    assert found.unknown == {MARKED: "Which inputs are marked secret cannot be known here."}


@pytest.mark.parametrize(
    ("type_", "key"),
    [
        (VERSION, "secretString"),
        (VERSION, "secretBinary"),
        (VERSION, "secretStringWo"),
        ("aws:ssm/parameter:Parameter", "value"),
        ("aws:ssm/parameter:Parameter", "valueWo"),
    ],
)
def test_a_secret_in_its_place_passes_where_it_is_marked(judge: Any, type_: str, key: str) -> None:
    value = json.dumps({"auth_token": TOKEN})
    assert judge(type_, {"secretId": "x", key: Secret(value)}) == {}
    assert list(judge(type_, {"secretId": "x", key: value})) == [MARKED]


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("an access key id", ACCESS_KEY_ID),
        ("an access key id in prose", f"use {ACCESS_KEY_ID}, please"),
        ("a private key", "-----BEGIN RSA " + "PRIVATE KEY-----"),
        ("a Twilio API key", "SK" + "0a" * 16),
        ("a Stripe key", "sk_live" + "_" + "0" * 24),
        ("a GitHub token", "ghp" + "_" + "0" * 36),
        ("a key in JSON", json.dumps({"note": ACCESS_KEY_ID})),
    ],
)
def test_a_credential_in_any_text_is_refused_and_not_repeated(
    judge: Any, sentence: str, text: str
) -> None:
    found = judge(FUNCTION, {"description": "d", "tags": {"note": text}})
    assert list(found) == [PLAIN], sentence
    (message,) = found[PLAIN]
    assert "tags.note" in message
    assert text not in message


@pytest.mark.parametrize(
    "variables",
    [{"TWILIO_AUTH_TOKEN": TOKEN}, {"SETTINGS": json.dumps({"twilio": {"auth_token": TOKEN}})}],
    ids=["plain", "in JSON"],
)
def test_an_auth_token_under_its_name_is_refused_by_both_rules(
    judge: Any, variables: dict[str, str]
) -> None:
    found = judge(FUNCTION, {"environment": {"variables": variables}})
    assert set(found) == {MARKED, PLAIN}
    assert TOKEN not in str(found)


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("a KMS key id", "00000000-0000-0000-0000-000000000000"),
        ("a SHA-256", "0a" * 32),
        ("an MD5 without a name that says token", "0a" * 16),
        ("an account SID", "AC" + "0a" * 16),
        ("a number's SID", "PN" + "0a" * 16),
        ("an AWS account", "1" * 12),
        ("a public key", "-----BEGIN PUBLIC KEY-----"),
    ],
)
def test_what_only_looks_like_a_credential_passes(judge: Any, sentence: str, text: str) -> None:
    assert judge(FUNCTION, {"environment": {"variables": {"VALUE": text}}}) == {}, sentence


def test_a_credential_that_is_marked_secret_passes(judge: Any, unknown: str) -> None:
    found = judge(NUMBER, {"api": Secret(ACCESS_KEY_ID), "later": unknown})
    assert found == {}
    assert ": later." in found.unknown[PLAIN]


def test_the_host_of_the_dynamic_providers_is_left_alone(judge: Any) -> None:
    assert judge("pulumi:providers:pulumi-python", {"twilio:authToken": ACCESS_KEY_ID}) == {}


@pytest.mark.parametrize("key", ["accessKey", "secretKey", "token"])
def test_a_provider_with_a_static_credential_is_refused(judge: Any, unknown: str, key: str) -> None:
    """Also an unknown one: that a credential is given is known."""
    for value in ("x", unknown):
        found = judge(PROVIDER, {"region": "ca-central-1", key: value})
        assert list(found) == [STATIC]
        assert STATIC not in found.unknown


def test_a_provider_with_a_profile_or_a_role_passes(judge: Any) -> None:
    role = '[{"roleArn":"arn:aws:iam::111111111111:role/deploy"}]'
    props = {"region": "ca-central-1", "profile": "p", "assumeRoles": role, "accessKey": None}
    assert judge(PROVIDER, props) == {}


def stack_with(**outputs: Any) -> Stack:
    urn = f"urn:pulumi:staging::p::{STACK_TYPE}::p-staging"
    return Stack((Subject(STACK_TYPE, "p-staging", urn, outputs),))


def test_a_credential_in_an_output_is_refused_and_not_repeated() -> None:
    verdict = judge_stack(IN_OUTPUTS, stack_with(deep={"keys": ["x", ACCESS_KEY_ID]}))
    (violation,) = verdict.violations
    assert violation.key == "deep.keys[1]"
    assert ACCESS_KEY_ID not in violation.told


def test_outputs_without_a_credential_pass() -> None:
    outputs = {"account_sid": "AC" + "0a" * 16, "number": 3.0, "arn": "arn:aws:sns:::t"}
    assert judge_stack(IN_OUTPUTS, stack_with(**outputs)).violations == ()
    assert judge_stack(IN_OUTPUTS, Stack(())).violations == ()


def test_an_output_that_is_not_known_yet_waits_beside_one_that_is_refused() -> None:
    verdict = judge_stack(IN_OUTPUTS, stack_with(later=UNKNOWN, key=ACCESS_KEY_ID))
    assert [violation.key for violation in verdict.violations] == ["key"]
    assert verdict.unknown == (NotKnown("later"),)
