"""How patient a verification is: a real cloud is asked seldom, and waited for long."""

from concurrent.futures import Executor, Future
from typing import Any

import pytest

from berthcare.engine.exported_state import ExportedState
from berthcare.environments import Environment
from berthcare.verification.arguments import Options
from berthcare.verification.command import context_of
from berthcare.verification.context import Context
from berthcare.verification.stack_outputs import StackOutputs


class Idle(Executor):
    """Takes work and does none of it."""

    def submit(self, *_args: Any, **_keywords: Any) -> Future[Any]:
        return Future()


class Cloud:
    def __init__(self, on_loopback: bool) -> None:
        self.on_loopback = on_loopback


def context_on(cloud: Any, alarm_timeout: float | None = None) -> Context:
    outputs = dict.fromkeys(StackOutputs.__dataclass_fields__, "x")
    stack = {"type": "pulumi:pulumi:Stack", "outputs": outputs}
    options = Options(Environment.STAGING, without_receiver=True, alarm_timeout=alarm_timeout)
    return context_of(options, ExportedState("", {"resources": [stack]}), cloud, Idle())


@pytest.mark.parametrize(
    ("on_loopback", "poll", "alarm"), [(True, 0.1, 60), (False, 10, 1200)], ids=["near", "aws"]
)
def test_the_cloud_decides_how_often_it_is_asked(
    on_loopback: bool, poll: float, alarm: float
) -> None:
    context = context_on(Cloud(on_loopback))
    assert (context.poll_seconds, context.alarm_seconds) == (poll, alarm)


def test_a_given_time_for_the_alarm_changes_nothing_else() -> None:
    context = context_on(Cloud(on_loopback=False), alarm_timeout=300)
    assert (context.poll_seconds, context.alarm_seconds) == (10, 300)
