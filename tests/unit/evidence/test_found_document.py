import json
from typing import Any

import pytest

from berthcare.evidence.clause import Party
from tests.unit.evidence.state import ACCOUNT, CIPHERTEXT, access_of, allow, document, resource

ACCOUNT_ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
TOPIC_ARN = f"arn:aws:sns:ca-central-1:{ACCOUNT}:alerts"
TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy"


def topic(default: str) -> dict[str, Any]:
    outputs = {"arn": TOPIC_ARN, "region": "ca-central-1", "policy": default}
    return resource("aws:sns/topic:Topic", "t", id=TOPIC_ARN, outputs=outputs)


def test_the_policy_that_aws_gives_by_default_is_read() -> None:
    default = document(allow("sns:Publish", TOPIC_ARN, Principal="*"))

    (clause,) = access_of(topic(default)).clauses

    assert clause.principals == (Party("everybody", "*"),)


def test_a_default_that_was_replaced_is_left_out() -> None:
    default = document(allow("sns:Publish", TOPIC_ARN, Principal="*"))
    own = document(allow("sns:Publish", TOPIC_ARN, Principal=ACCOUNT_ROOT))
    inputs = {"arn": TOPIC_ARN, "policy": own}

    (clause,) = access_of(topic(default), resource(TOPIC_POLICY, "p", inputs=inputs)).clauses

    assert clause.principals == (Party("account", ACCOUNT),)


def test_a_document_where_none_was_expected_is_read_all_the_same() -> None:
    text = document(allow("es:*", Principal="*"))
    (clause,) = access_of(
        resource("aws:opensearch/domain:Domain", "d", inputs={"accessPolicies": text})
    ).clauses

    assert clause.kind == "other"
    assert clause.source.path == "accessPolicies"


@pytest.mark.parametrize("value", [CIPHERTEXT, "{broken"])
def test_an_unexpected_document_that_cannot_be_read_is_listed(value: Any) -> None:
    domain = resource("aws:opensearch/domain:Domain", "d", inputs={"accessPolicies": value})

    assert [one.source.name for one in access_of(domain).unreadable] == ["d"]


def test_other_json_and_other_secrets_are_no_documents() -> None:
    access = access_of(
        resource(
            "aws:ecr/lifecyclePolicy:LifecyclePolicy", "l", inputs={"policy": '{"rules": []}'}
        ),
        resource(
            "aws:secretsmanager/secretVersion:SecretVersion",
            "v",
            inputs={"secretString": CIPHERTEXT},
        ),
        resource("aws:ssm/parameter:Parameter", "p", inputs={"value": json.dumps([1])}),
    )

    assert (access.clauses, access.unreadable, access.documents) == ((), (), 0)
