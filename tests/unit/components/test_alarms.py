"""Every signal has its alarm, and every signal in the trail its filter: nothing is seen in vain."""

import json

import pytest

from berthcare.errors import BerthcareError
from berthcare.filter_pattern import parse
from berthcare.signals.catalogue import signals_of
from berthcare.signals.metrics import metric_of
from berthcare.signals.signal import Signal, TrailPattern
from components.alarms import KEY_TO_COME
from tests.recorder import ACCOUNT, Recording
from tests.unit.components.deployed import NAMES, WATCHED, arn, deployed

TOPIC = arn("monitoring-topic")
SIGNALS = signals_of(WATCHED)
TRAIL = [one for one in SIGNALS if isinstance(one.source, TrailPattern)]
each_signal = pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.key)
each_trail_signal = pytest.mark.parametrize("signal", TRAIL, ids=lambda signal: signal.key)
RUNBOOKS = "https://git.example.ca/berthcare/docs/runbooks"


@pytest.fixture(scope="module")
def linked() -> Recording:
    return deployed({"runbooksUrl": f"{RUNBOOKS}/"})


def alarm_inputs(recording: Recording, signal: Signal) -> dict[str, object]:
    return dict(recording.named(f"monitoring-{signal.key}-alarm").inputs)


def test_there_is_an_alarm_for_each_signal_and_no_other(staging: Recording) -> None:
    names = {one.inputs["name"] for one in staging.of_type(":MetricAlarm")}

    assert names == {f"berthcare-{one.key}-staging" for one in SIGNALS}


@each_signal
def test_an_alarm_rings_by_its_signal_s_rule(staging: Recording, signal: Signal) -> None:
    inputs, rule, gauge = alarm_inputs(staging, signal), signal.rule, metric_of(signal, NAMES)
    del inputs["alarmDescription"]

    assert inputs.pop("dimensions", {}) == gauge.dimensions
    assert inputs == {
        "name": f"berthcare-{signal.key}-staging",
        "namespace": gauge.namespace,
        "metricName": gauge.metric,
        "statistic": rule.statistic,
        "comparisonOperator": rule.comparison,
        "threshold": rule.threshold,
        "period": rule.period_seconds,
        "evaluationPeriods": rule.evaluation_periods,
        "treatMissingData": rule.missing_data,
        "alarmActions": [TOPIC],
        "okActions": [TOPIC],
    }


@each_signal
def test_an_alarm_says_how_urgent_it_is_where_what_and_what_to_do(
    staging: Recording, signal: Signal
) -> None:
    assert alarm_inputs(staging, signal)["alarmDescription"] == (
        f"[{signal.severity.value}] staging: {signal.meaning} "
        f"Runbook: docs/runbooks/{signal.runbook}.md"
    )


@each_signal
def test_an_alarm_links_its_runbook_where_that_has_an_address(
    linked: Recording, signal: Signal
) -> None:
    description = str(alarm_inputs(linked, signal)["alarmDescription"])

    assert description.endswith(f" Runbook: {RUNBOOKS}/{signal.runbook}.md")
    assert len(description) <= 1024  # API page PutMetricAlarm


def test_there_is_a_filter_for_each_signal_in_the_trail_and_no_other(staging: Recording) -> None:
    names = {one.inputs["name"] for one in staging.of_type(":LogMetricFilter")}

    assert names == {f"berthcare-{one.key}-staging" for one in TRAIL}


@each_trail_signal
def test_a_filter_counts_what_its_pattern_matches(staging: Recording, signal: Signal) -> None:
    assert isinstance(signal.source, TrailPattern)
    name = f"berthcare-{signal.key}-staging"

    assert staging.named(f"monitoring-{signal.key}-filter").inputs == {
        "name": name,
        "logGroupName": WATCHED.trail_log_group,
        "pattern": signal.source.pattern,
        "metricTransformation": {
            "name": name,
            "namespace": "BerthCare/Twilio",
            "value": "1",
            "unit": "Count",
        },
    }


@each_trail_signal
def test_a_filter_waits_for_the_log_group(staging: Recording, signal: Signal) -> None:
    """CloudWatch Logs refuses a filter on a group that is not there (API page PutMetricFilter)."""
    refers_to = staging.named(f"monitoring-{signal.key}-filter").refers_to

    assert "monitoring-audit-log-group" in refers_to


def test_the_key_s_id_is_put_where_it_was_to_come(staging: Recording) -> None:
    patterns = [one.inputs["pattern"] for one in staging.of_type(":LogMetricFilter")]
    record = {
        "eventSource": "kms.amazonaws.com",
        "eventName": "ScheduleKeyDeletion",
        "requestParameters": {"keyId": f"arn:aws:kms:ca-central-1:{ACCOUNT}:key/{WATCHED.key_id}"},
    }

    assert [one for one in patterns if KEY_TO_COME in one] == []
    assert sum(parse(one).matches(record) for one in patterns) == 1


@pytest.mark.parametrize("kind", ["filter", "alarm"])
def test_what_was_there_before_the_catalogue_is_known_by_its_former_name(
    staging: Recording, kind: str
) -> None:
    renamed = staging.named(f"monitoring-unauthorized-twilio-secret-access-{kind}")

    assert renamed.former_names == {f"monitoring-unauthorized-access-{kind}"}
    assert renamed.parent == "monitoring"


def test_nothing_else_had_another_name(staging: Recording) -> None:
    """The alarm on the trail's silence was called the same."""
    kinds = (*staging.of_type(":LogMetricFilter"), *staging.of_type(":MetricAlarm"))
    renamed = {one.name for one in kinds if one.former_names}

    assert len(renamed) == 2
    assert staging.named("monitoring-trail-silent-alarm").parent == "monitoring"


def test_a_pattern_that_would_grow_too_long_is_refused_with_the_way_out() -> None:
    crowd = ", ".join(f'"role/berthcare-deployer-of-team-{number}"' for number in range(20))

    with pytest.raises(BerthcareError) as refused:
        deployed({"deployers": f'["role/berthcare-deployer", {crowd}]'})

    text = str(refused.value)
    assert "characters, and CloudWatch takes 1024: it names every reader and deployer." in text
    assert "Name fewer, and let people assume one role: pulumi config rm" in text
    assert text.endswith("pulumi config rm --path 'deployers[20]'")


def test_too_many_previewers_are_refused_with_the_way_out() -> None:
    crowd = [f"role/berthcare-preview-of-team-{number}" for number in range(20)]

    with pytest.raises(BerthcareError) as refused:
        deployed({"previewers": json.dumps(crowd)})

    text = str(refused.value)
    assert text.startswith("The filter of the alarm stranger-secret-read has ")
    assert text.endswith("pulumi config rm --path 'previewers[19]'")


def test_the_outputs_name_the_alarm_on_unauthorised_access(staging: Recording) -> None:
    assert staging.outputs["monitoring"]["unauthorized_access_alarm"] == (
        "berthcare-unauthorized-twilio-secret-access-staging"
    )
