"""Whether those who watch do watch: the watcher, the trail, the queues, the topic's subscribers."""

from collections.abc import Iterator

from berthcare.operations.aws import Subscription
from berthcare.operations.sources import Wider
from berthcare.signals import watcher_metrics
from berthcare.status.metrics import Measured, measured, of_aws, of_environment
from berthcare.status.runbooks import runbook
from berthcare.status.said import Said, attention, failed, well
from berthcare.status.sources import Sources

_DAY_HOURS, _TRAIL_HOURS = 24, 2
_MISSED = 3
"""Runs a day that may be missing: a deployment, an update of the function's machine."""


def watcher_runs(sources: Sources) -> Iterator[Said]:
    """Say in how many periods of a day the watcher ran, and how often it could not read."""
    names, remedy = sources.names, f"Follow {runbook('watcher')}"
    runs = measured(sources, of_environment(names, watcher_metrics.RUNS, "Sum"), _DAY_HOURS)
    ran = [value is not None for value in runs.values]
    if not any(ran):
        yield failed(f"none in the last {_DAY_HOURS} hours", remedy)
        return
    series = of_environment(names, watcher_metrics.READINGS_FAILED)
    unread = sum(bool(value) for value in measured(sources, series, _DAY_HOURS).values)
    since_first = ran[ran.index(True) :]
    # The last period is still running.
    missed = since_first[:-1].count(False)
    told = f"{sum(ran)} in the last {_DAY_HOURS} hours, {missed} left out, {unread} unable to read"
    say = well(told)
    if missed > _MISSED or unread:
        say = attention(f"{told} something", remedy)
    yield say


def trail_delivers(sources: Wider) -> Iterator[Said]:
    """Say how many records the trail delivered lately: none means that no alarm on it can ring."""
    records = delivered(sources, _TRAIL_HOURS).sum
    told = f"{records:.0f} records in the last {_TRAIL_HOURS} hours"
    if records:
        yield well(told)
    else:
        yield failed(told, f"Follow {runbook('audit-tampering')}#trail-silent")


def delivered(sources: Wider, hours: int) -> Measured:
    """Return how many records came into the log group of the trail that is watched."""
    group = sources.trail_log_group()
    series = of_aws("AWS/Logs", "IncomingLogEvents", "LogGroupName", group, "Sum")
    return measured(sources, series, hours)


def dead_letters(sources: Sources) -> Iterator[Said]:
    """Say how many runs wait in the functions' queues.

    A queue that nobody uses tells nothing ("Available CloudWatch metrics for Amazon SQS").
    """
    queues = {
        sources.names.watcher_dead_letters: f"{runbook('watcher')}#watcher-dead-letters",
        sources.names.rotation_dead_letters: f"{runbook('token-rotation')}#rotation-dead-letters",
    }
    waiting = False
    for queue, remedy in queues.items():
        series = of_aws(
            "AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", queue, "Maximum"
        )
        found = measured(sources, series, _DAY_HOURS).latest
        if found and found[1]:
            waiting = True
            yield attention(f"{found[1]:.0f} wait in {queue}", f"Follow {remedy}", queue)
    if not waiting:
        yield well("none waits in the queues of the watcher and of the rotation")


def subscriptions(sources: Wider) -> Iterator[Said]:
    """Say who hears of the alarms, and who was asked and has not confirmed, or left."""
    found = sources.subscriptions()
    confirmed = [one for one in found if one.confirmed]
    waiting = [one for one in found if not one.confirmed]
    if waiting:
        yield attention(
            f"not confirmed, or unsubscribed: {', '.join(map(shown, waiting))}",
            "Have them open the link in AWS's message. It holds for three days; after that: pulumi "
            f"up --refresh --stack {sources.environment}",
        )
    elif not confirmed:
        yield attention(
            "nobody: the alarms ring unheard",
            "Add one: pulumi config set --path 'alertEmails[0]' ADDRESS --stack "
            f"{sources.environment}   then: pulumi up --stack {sources.environment}",
        )
    else:
        yield well(", ".join(map(shown, confirmed)))


def shown(one: Subscription) -> str:
    """Return a subscriber without personal data: of an address its first letter and its domain."""
    name, at, domain = one.endpoint.partition("@")
    if at:
        return f"{one.protocol} {name[:1]}…@{domain}"
    if one.endpoint.startswith("arn:"):
        return f"{one.protocol} {one.endpoint.rpartition(':')[2]}"
    return one.protocol
