"""The policies of the queues of dead letters: nobody in the clear, or by the queue alone."""

import pytest

from berthcare.documents.function import dead_letters_policy
from berthcare.iam.evaluator import Principal
from berthcare.residency import REGION
from tests.unit.documents.grant import (
    ACCOUNT,
    ADMINISTRATOR,
    FOREIGN_ADMINISTRATOR,
    ROTATION,
    WATCHER,
    Ask,
    statements,
)

QUEUES = ("berthcare-watcher-dead-letters-staging", "berthcare-rotation-dead-letters-staging")
each_queue = pytest.mark.parametrize("queue", QUEUES)


@each_queue
@pytest.mark.parametrize("action", ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:PurgeQueue"])
@pytest.mark.parametrize(
    "principal", [WATCHER, ROTATION, ADMINISTRATOR], ids=["watcher", "rotation", "administrator"]
)
def test_nobody_comes_to_a_queue_without_tls(queue: str, principal: Principal, action: str) -> None:
    def comes(secure: str) -> bool:
        context = {"aws:SecureTransport": secure}
        policy = dead_letters_policy(queue, ACCOUNT)
        return Ask(policy, principal, action, arn_of(queue), context).allowed

    assert comes("true")
    assert not comes("false")


@each_queue
def test_a_queue_lets_nobody_in_by_itself(queue: str) -> None:
    policy = dead_letters_policy(queue, ACCOUNT)

    assert statements(policy) == {"RefusePlainHttp"}
    assert not Ask(policy, FOREIGN_ADMINISTRATOR, "sqs:SendMessage", arn_of(queue)).allowed


def arn_of(queue: str) -> str:
    return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}"
