"""The policy of the queue of dead letters: nobody in the clear, and nobody by the queue alone."""

import pytest

from berthcare.documents import watcher
from berthcare.iam.evaluator import Principal
from berthcare.residency import REGION
from tests.unit.documents.grant import (
    ACCOUNT,
    ADMINISTRATOR,
    FOREIGN_ADMINISTRATOR,
    NAMES,
    WATCHER,
    Ask,
    statements,
)

POLICY = watcher.dead_letters_policy(NAMES, ACCOUNT)
QUEUE = f"arn:aws:sqs:{REGION}:{ACCOUNT}:berthcare-watcher-dead-letters-staging"


@pytest.mark.parametrize("action", ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:PurgeQueue"])
@pytest.mark.parametrize("principal", [WATCHER, ADMINISTRATOR], ids=["watcher", "administrator"])
def test_nobody_comes_to_the_queue_without_tls(principal: Principal, action: str) -> None:
    def comes(secure: str) -> bool:
        context = {"aws:SecureTransport": secure}
        return Ask(POLICY, principal, action, QUEUE, context).allowed

    assert comes("true")
    assert not comes("false")


def test_the_queue_lets_nobody_in_by_itself() -> None:
    assert statements(POLICY) == {"RefusePlainHttp"}
    assert not Ask(POLICY, FOREIGN_ADMINISTRATOR, "sqs:SendMessage", QUEUE).allowed
