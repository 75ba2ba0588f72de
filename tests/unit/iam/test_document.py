"""The reader accepts every spelling that IAM accepts, and refuses what says nothing certain."""

import json
from typing import Any

import pytest

from berthcare.iam.document import (
    Condition,
    MalformedDocument,
    PrincipalPattern,
    Statement,
    parse_document,
)

ACCOUNT = "1" * 12
ROOT = f"arn:aws:iam::{ACCOUNT}:root"


def document(**changes: Any) -> dict[str, Any]:
    statement = {"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [{**statement, **changes}]}


def only(tree: dict[str, Any]) -> Statement:
    (statement,) = parse_document(tree)
    return statement


def test_json_text_and_a_mapping_read_the_same() -> None:
    assert parse_document(json.dumps(document())) == parse_document(document())


def test_one_statement_reads_as_a_list_of_one() -> None:
    (statement,) = parse_document({"Statement": document()["Statement"][0]})
    assert statement.sid == "Read"


def test_a_statement_without_a_sid_is_named_by_its_place() -> None:
    second = {"Effect": "Deny", "NotAction": "s3:*", "NotResource": ["*"]}
    statements = parse_document({"Statement": [*document()["Statement"], second]})
    assert [statement.sid for statement in statements] == ["Read", "#2"]


def test_a_string_and_a_list_of_one_read_the_same() -> None:
    assert only(document(Action=["s3:GetObject"], Resource=["*"])) == only(document())


def test_the_actions_keep_their_letter_case() -> None:
    assert only(document(Action=["S3:getobject", "iam:Pass*"])).actions == (
        "S3:getobject",
        "iam:Pass*",
    )


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("*", [("AWS", "*")]),
        ({"AWS": "*"}, [("AWS", "*")]),
        ({"AWS": ACCOUNT}, [("AWS", ROOT)]),
        ({"AWS": [ROOT, "*"]}, [("AWS", ROOT), ("AWS", "*")]),
        ({"AWS": "arn:aws:iam::*:role/x"}, [("AWS", "arn:aws:iam::*:role/x")]),
        (
            {"Service": ["sns.amazonaws.com"], "Federated": "cognito-identity.amazonaws.com"},
            [("Service", "sns.amazonaws.com"), ("Federated", "cognito-identity.amazonaws.com")],
        ),
    ],
    ids=["star", "AWS star", "bare account", "list", "wildcard ARN", "two kinds"],
)
def test_each_spelling_of_a_principal_reads_as_patterns(
    given: Any, read: list[tuple[str, str]]
) -> None:
    wanted = tuple(PrincipalPattern(kind, value) for kind, value in read)
    assert only(document(Principal=given)).principals == wanted


def test_condition_values_become_text() -> None:
    block = {"Bool": {"aws:SecureTransport": False}, "NumericLessThan": {"s3:max-keys": [10, 2.5]}}
    assert only(document(Condition=block)).conditions == (
        Condition("Bool", "aws:SecureTransport", ("false",)),
        Condition("NumericLessThan", "s3:max-keys", ("10", "2.5")),
    )


def test_a_trust_policy_needs_no_resource() -> None:
    tree = document(Action="sts:AssumeRole", Principal={"Service": "sns.amazonaws.com"})
    del tree["Statement"][0]["Resource"]
    assert only(tree).resources == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        ('{"Statement": []}', "neither an object nor a filled list"),
        ('{"Version": "2012-10-17"}', "no Statement"),
        ('{"Version": "2020-01-01", "Statement": {}}', "Version"),
        ('{"Statement": {"Effect": "Allow", "Effect": "Deny"}}', "given twice"),
        ('{"Statement": ["x"]}', "not an object"),
    ],
)
def test_text_that_is_no_document_is_refused(text: str, reason: str) -> None:
    with pytest.raises(MalformedDocument, match=reason):
        parse_document(text)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"Effect": "allow"}, "Effect"),
        ({"NotAction": "s3:*"}, "exactly one of Action"),
        ({"NotResource": "*"}, "both Resource"),
        ({"Principal": "*", "NotPrincipal": "*"}, "both Principal"),
        ({"Action": []}, "Action is empty"),
        ({"Action": "GetObject"}, "not 'service:Action'"),
        ({"Action": [7]}, "not a filled string"),
        ({"Resource": {"a": "b"}}, "not a filled string"),
        ({"Resource": ""}, "not a filled string"),
        ({"Principal": ROOT}, "neither '\\*' nor"),
        ({"Principal": {"Aws": ROOT}}, "unknown element 'Aws'"),
        ({"Principal": {}}, "filled object"),
        ({"Actions": "*"}, "unknown element 'Actions'"),
        ({"Condition": []}, "Condition is not an object"),
        ({"Condition": {"Bool": {}}}, "filled object"),
        ({"Condition": {"Bool": {"aws:SecureTransport": None}}}, "not text, number or boolean"),
    ],
)
def test_a_statement_that_aws_would_refuse_is_refused(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(MalformedDocument, match=reason):
        parse_document(document(**changes))


def test_the_message_says_what_to_do() -> None:
    with pytest.raises(MalformedDocument, match="Correct it after the IAM User Guide"):
        parse_document("{")
