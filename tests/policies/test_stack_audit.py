"""Stack rules on the audit: each alarm sees and is heard, and what must be there is there."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.policies.stack_changes import Stack, adding, but, without
from tests.policies.stack_double import ALARM, FILTER, NAMES, UNKNOWN, Made, good, told_by

HEARD, SEES, PRESENT = "alarm-heard", "alarm-sees", "audit-inventory-present"
OWN, DELETIONS = NAMES.metric_namespace, NAMES.alarm("secret-deletion")
WHOLE = "berthcare-communications-staging"


def alarm(**props: Any) -> Callable[[Stack], Stack]:
    """Add an alarm that is heard."""
    return lambda stack: {
        **stack,
        "more": Made(ALARM, "more", {"alarmActions": [stack["topic"].props["arn"]], **props}),
    }


def filtering(name: str, metric: Any) -> Callable[[Stack], Stack]:
    """Add a metric filter."""
    return adding(Made(FILTER, name, {"metricTransformation": metric}))


NOBODY: list[list[Any]] = [[], [{}], [{"threshold": 100, "subscriberEmailAddresses": []}]]
BROKEN: list[tuple[str, Callable[[Stack], Stack], str, list[str]]] = [
    (
        "a filter without an alarm",
        without("deletion-alarm"),
        HEARD,
        [f"deletion-filter: metricTransformation.name[{DELETIONS}]"],
    ),
    (
        "a filter whose name an alarm watches in another namespace",
        filtering("other", {"namespace": "Other", "name": DELETIONS}),
        HEARD,
        [f"other: metricTransformation.name[{DELETIONS}]"],
    ),
    (
        "an alarm that tells a topic of somebody else",
        but("silence", alarmActions=["arn:aws:sns:ca-central-1:2:t"]),
        HEARD,
        ["silence: alarmActions"],
    ),
    *(
        (f"an alarm that {sentence}", alarm(**props), SEES, [f"more: {finding}"])
        for sentence, props, finding in (
            (
                "watches what no filter publishes",
                {"namespace": OWN, "metricName": "strangers"},
                "dimensions[strangers]",
            ),
            (
                "watches the metric of a filter in another namespace",
                {"namespace": "Other", "metricName": DELETIONS},
                f"dimensions[{DELETIONS}]",
            ),
            (
                "watches a metric of the watcher, of no environment",
                {"namespace": OWN, "metricName": "Runs", "dimensions": {"Environment": None}},
                "dimensions[Runs]",
            ),
            (
                "watches what no filter publishes, in an expression",
                {"metricQueries": [{"metric": {"namespace": OWN, "metricName": "strangers"}}]},
                "dimensions[strangers]",
            ),
            ("watches nothing", {"dimensions": {"QueueName": "q"}}, "metricName"),
            (
                "watches a name in no namespace",
                {"metricName": DELETIONS, "dimensions": {"QueueName": "q"}},
                "metricName",
            ),
        )
    ),
    (
        "an alarm without dimensions on a filter that publishes with some",
        but(
            "deletion-filter",
            metricTransformation={
                "namespace": OWN,
                "name": DELETIONS,
                "dimensions": {"who": "$.userIdentity.arn"},
            },
        ),
        SEES,
        [f"deletion-alarm: dimensions[{DELETIONS}]"],
    ),
    ("no trail", without("trail"), PRESENT, [f"{WHOLE}: a trail"]),
    ("no log group", without("log-group"), PRESENT, [f"{WHOLE}: the trail's log group"]),
    (
        "a log group of something else",
        but("log-group", name=NAMES.watcher_log_group),
        PRESENT,
        [f"{WHOLE}: the trail's log group"],
    ),
    (
        "no alarm on the trail's silence",
        without("silence"),
        PRESENT,
        [f"{WHOLE}: an alarm on the trail's silence"],
    ),
    (
        "an alarm that takes the trail's silence for peace",
        but("silence", treatMissingData="notBreaching"),
        PRESENT,
        [f"{WHOLE}: an alarm on the trail's silence"],
    ),
    (
        "other alarms and none on unauthorised access",
        without("alarm", "filter"),
        PRESENT,
        [f"{WHOLE}: an alarm on unauthorised access"],
    ),
    *(
        (sentence, change, PRESENT, [f"{WHOLE}: {missed}"])
        for name, what in (("watcher", "watcher"), ("rotator", "rotation"))
        for sentence, change, missed in (
            (f"no {what}", without(name), f"the {what}"),
            (
                f"the {what} of another environment",
                but(name, name=f"berthcare-{what}-production"),
                f"the {what}",
            ),
            (
                f"no alarm on the {what}'s silence",
                without(f"{name}-silence"),
                f"an alarm on the {what}'s silence",
            ),
            (
                f"an alarm that is quiet where the {what} is silent",
                but(f"{name}-silence", treatMissingData=None),
                f"an alarm on the {what}'s silence",
            ),
        )
    ),
    ("no budget", without("budget"), PRESENT, [f"{WHOLE}: a budget with a notification"]),
    *(
        (
            f"a budget that tells nobody: {told}",
            but("budget", notifications=told),
            PRESENT,
            [f"{WHOLE}: a budget with a notification"],
        )
        for told in NOBODY
    ),
    (
        "an alarm that tells a foreign topic, though it comes from ours",
        but("alarm", alarmActions=["arn:aws:sns:ca-central-1:999999999999:foreign"]),
        HEARD,
        ["alarm: alarmActions"],
    ),
    ("no number", without("number"), PRESENT, [f"{WHOLE}: a phone number"]),
]


@pytest.mark.parametrize(
    ("sentence", "change", "rule", "findings"), BROKEN, ids=[one[0] for one in BROKEN]
)
def test_one_change_is_caught_by_its_rule_alone(
    sentence: str, change: Callable[[Stack], Stack], rule: str, findings: list[str]
) -> None:
    assert told_by(change(good())) == ({rule: findings}, {}), sentence


FINE: list[tuple[str, Callable[[Stack], Stack]]] = [
    ("no other filter and alarm", without("deletion-filter", "deletion-alarm")),
    (
        "a filter whose metric an expression watches",
        lambda stack: alarm(
            metricQueries=[
                {"metric": {"namespace": OWN, "metricName": DELETIONS}},
                {"expression": "m1 / 5"},
            ],
            namespace=OWN,
        )(without("deletion-alarm")(stack)),
    ),
    (
        "an alarm on a metric of AWS, of one thing",
        alarm(namespace="AWS/SQS", metricName="Age", dimensions={"QueueName": UNKNOWN}),
    ),
    ("an alarm on a query", alarm(evaluationCriteria={"promqlCriteria": {"query": "up == 0"}})),
]


@pytest.mark.parametrize(("sentence", "change"), FINE, ids=[one[0] for one in FINE])
def test_another_way_to_be_good_passes(sentence: str, change: Callable[[Stack], Stack]) -> None:
    assert told_by(change(good())) == ({}, {}), sentence


LATER: list[tuple[str, Callable[[Stack], Stack], str]] = [
    (
        "an alarm's metric that is not known",
        lambda stack: alarm(namespace=OWN, metricName=UNKNOWN, dimensions={"of": "one"})(
            without("deletion-alarm")(stack)
        ),
        HEARD,
    ),
    ("a filter's metric that is not known", filtering("later", UNKNOWN), HEARD),
    (
        "dimensions that are not known",
        alarm(namespace=OWN, metricName="Runs", dimensions=UNKNOWN),
        SEES,
    ),
    ("an expression that is not known", alarm(metricQueries=[{"metric": UNKNOWN}]), SEES),
]


@pytest.mark.parametrize(("sentence", "change", "rule"), LATER, ids=[one[0] for one in LATER])
def test_what_is_not_known_yet_waits(
    sentence: str, change: Callable[[Stack], Stack], rule: str
) -> None:
    said, unknown = told_by(change(good()))
    assert said == {}, sentence
    assert list(unknown) == [rule]


def test_a_stack_of_another_project_needs_no_trail_or_number() -> None:
    said, _ = told_by(without("trail", "number")(good(project="bootstrap")), project="bootstrap")
    assert said == {}


def test_a_stack_that_is_no_environment_is_not_let_pass() -> None:
    said, _ = told_by(good(), stack="dev")
    assert said[PRESENT] == [f"{WHOLE}: the rule itself"]
