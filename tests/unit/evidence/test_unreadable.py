"""What cannot be read is listed, and never left out."""

from typing import Any

import pytest

from berthcare.evidence.clause import Party
from tests.unit.evidence.state import (
    ACCOUNT,
    CIPHERTEXT,
    ROLE,
    access_of,
    allow,
    attachment,
    document,
    key,
    resource,
    role,
)

READ = document(allow("s3:GetObject", "arn:aws:s3:::b/*"))
POLICY = f"arn:aws:iam::{ACCOUNT}:policy/reads"


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("{not json", "it is not JSON"),
        (document({"Effect": "Permit", "Action": "kms:Decrypt"}), "Effect is 'Permit'"),
        (CIPHERTEXT, "it is a secret in the state"),
        ({"Statement": [{"Effect": "Allow", "Action": CIPHERTEXT}]}, "it is a secret in the state"),
    ],
    ids=["no JSON", "no effect", "ciphertext", "ciphertext within"],
)
def test_a_document_that_cannot_be_read_is_listed(value: Any, why: str) -> None:
    access = access_of(key(value))

    assert access.clauses == ()
    assert access.documents == 0
    (found,) = access.unreadable
    assert (found.source.name, found.source.path) == ("the-key", "policy")
    assert why in found.why


def test_inline_policies_that_are_secret_as_a_whole_are_listed() -> None:
    (found,) = access_of(role(inlinePolicies=CIPHERTEXT)).unreadable

    assert found.source.path == "inlinePolicies"


@pytest.mark.parametrize(
    "unclear",
    [
        attachment(POLICY, CIPHERTEXT),
        attachment(CIPHERTEXT),
        resource(
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment", "a", inputs={"policyArn": POLICY}
        ),
        resource("aws:iam/rolePolicy:RolePolicy", "a", inputs={"role": CIPHERTEXT, "policy": READ}),
    ],
)
def test_a_bearer_or_policy_that_the_state_hides_is_listed(unclear: dict[str, Any]) -> None:
    assert len(access_of(role(), unclear).unreadable) == 1


def test_a_policy_of_aws_is_listed_by_its_name() -> None:
    arn = "arn:aws:iam::aws:policy/SecurityAudit"
    access = access_of(role(), attachment(arn))

    (found,) = access.attachments
    assert (found.bearer, found.policy_arn) == (Party("role", ROLE), arn)
    assert found.is_of_aws
    assert access.unreadable == ()


def test_an_attached_policy_whose_text_nobody_can_see_is_not_readable() -> None:
    arn = f"arn:aws:iam::{ACCOUNT}:policy/of-others"
    access = access_of(role(), attachment(arn))

    assert [one.policy_arn for one in access.attachments] == [arn]
    assert [one.why for one in access.unreadable] == [f"the text of {arn} is not in the state"]
