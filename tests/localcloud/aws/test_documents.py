"""Values that mean the same to AWS are the same to the diff."""

import json

import pytest

from localcloud.aws.documents import same_document, same_members, same_settings


def _statement(**changes: object) -> str:
    statement = {"Effect": "Allow", "Action": ["a:B", "a:C"], "Resource": "*", **changes}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.mark.parametrize(
    "other",
    [
        _statement(Action=["a:C", "a:B"]),
        _statement(Resource=["*"]),
        json.dumps(json.loads(_statement()), indent=2),
        json.dumps(
            {"Statement": json.loads(_statement())["Statement"][0], "Version": "2012-10-17"}
        ),
    ],
)
def test_another_spelling_of_a_document_is_the_same(other: str) -> None:
    assert same_document(_statement(), other)


@pytest.mark.parametrize("other", [_statement(Effect="Deny"), "", "not JSON", None])
def test_another_document_is_not_the_same(other: str | None) -> None:
    assert not same_document(_statement(), other)


def test_the_order_of_a_set_does_not_count() -> None:
    assert same_members(["a", "b"], ["b", "a"])
    assert not same_members(["a", "b"], ["a"])


def test_what_is_off_is_as_good_as_absent() -> None:
    assert same_settings({"a": {"b": 1, "c": False}}, {"a": {"b": 1}, "d": None})
    assert not same_settings({"a": True}, {})
