"""Alarms, and the metric filters that feed some of them, made from the catalogue of signals."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from berthcare.errors import BerthcareError
from berthcare.names import Names
from berthcare.signals.metrics import metric_of
from berthcare.signals.signal import LONGEST_PATTERN, Signal, TrailPattern
from berthcare.signals.watched import Watched

RUNBOOKS = "docs/runbooks"
KEY_TO_COME = "00000000-0000-0000-0000-000000000000"
"""Stands in patterns for the id of the secrets' key, which is known only once there is a key."""
_FORMER_NAMES = {"unauthorized-twilio-secret-access": "unauthorized-access"}
"""Logical names from before the catalogue: without them an upgrade would delete the new alarm."""


@dataclass(frozen=True, kw_only=True)
class AlarmsArgs:
    """What is watched, and who hears of it."""

    watched: Watched
    """With `KEY_TO_COME` for its key."""
    key_id: pulumi.Output[str]
    """Id of the secrets' key."""
    log_group_name: pulumi.Input[str]
    """The trail's log group, which the filters wait for."""
    topic_arn: pulumi.Input[str]
    runbooks: str
    """Where the runbooks are: a folder or its URL."""


def register_alarms(
    name: str, signals: Sequence[Signal], args: AlarmsArgs, parent: pulumi.Resource
) -> dict[str, aws.cloudwatch.MetricAlarm]:
    """Register every signal's alarm below `parent`, and return them by the signals' keys.

    They have the parent of the component that asks, not one of their own, so that they keep the
    URNs that they had before there was a catalogue.
    """
    return {one.key: _register(name, one, args, parent) for one in signals}


def _register(
    name: str, signal: Signal, args: AlarmsArgs, parent: pulumi.Resource
) -> aws.cloudwatch.MetricAlarm:
    former = _FORMER_NAMES.get(signal.key)

    def options(kind: str) -> pulumi.ResourceOptions:
        aliases = [pulumi.Alias(name=f"{name}-{former}-{kind}")] if former else None
        return pulumi.ResourceOptions(parent=parent, aliases=aliases)

    if isinstance(signal.source, TrailPattern):
        _filter(f"{name}-{signal.key}-filter", signal, signal.source, args, options("filter"))
    return _alarm(f"{name}-{signal.key}-alarm", signal, args, options("alarm"))


def _filter(
    name: str,
    signal: Signal,
    source: TrailPattern,
    args: AlarmsArgs,
    options: pulumi.ResourceOptions,
) -> None:
    if len(source.pattern) > LONGEST_PATTERN:
        raise BerthcareError(
            f"The filter of the alarm {signal.key} has {len(source.pattern)} characters, and "
            f"CloudWatch takes {LONGEST_PATTERN}: it names every reader and deployer.",
            f"Name fewer, and let people assume one role: {_fewer(args.watched)}",
        )
    names = args.watched.names
    aws.cloudwatch.LogMetricFilter(
        name,
        name=names.alarm(signal.key),
        log_group_name=args.log_group_name,
        pattern=_with_key(source.pattern, args.key_id),
        # Without a default value the metric has data, and costs, only when something happened.
        metric_transformation={
            "name": names.alarm(signal.key),
            "namespace": names.metric_namespace,
            "value": "1",
            "unit": "Count",
        },
        opts=options,
    )


def _fewer(watched: Watched) -> str:
    """Return what to type to name one deployer less, or one previewer."""
    listed = {"deployers": watched.deployers, "previewers": watched.previewers}
    return "   or: ".join(
        f"pulumi config rm --path '{setting}[{len(named) - 1}]'"
        for setting, named in listed.items()
        if named
    )


def _with_key(pattern: str, key_id: pulumi.Output[str]) -> pulumi.Input[str]:
    if KEY_TO_COME not in pattern:
        return pattern
    return key_id.apply(lambda known: pattern.replace(KEY_TO_COME, known))


def _alarm(
    name: str, signal: Signal, args: AlarmsArgs, options: pulumi.ResourceOptions
) -> aws.cloudwatch.MetricAlarm:
    rule, names = signal.rule, args.watched.names
    gauge = metric_of(signal, names)
    return aws.cloudwatch.MetricAlarm(
        name,
        name=names.alarm(signal.key),
        alarm_description=description_of(signal, names, args.runbooks),
        namespace=gauge.namespace,
        metric_name=gauge.metric,
        dimensions=dict(gauge.dimensions) or None,
        statistic=rule.statistic,
        comparison_operator=rule.comparison,
        threshold=rule.threshold,
        period=rule.period_seconds,
        evaluation_periods=rule.evaluation_periods,
        treat_missing_data=rule.missing_data,
        alarm_actions=[args.topic_arn],
        ok_actions=[args.topic_arn],
        opts=options,
    )


def description_of(signal: Signal, names: Names, runbooks: str) -> str:
    """Return what the alarm's message says: how urgent, where, what, and what to do."""
    return (
        f"[{signal.severity.value}] {names.environment}: {signal.meaning} "
        f"Runbook: {runbooks}/{signal.runbook}.md"
    )
