"""The catalogue: each signal fires on its sample, and not on the nearest innocent one."""

import re

import pytest

from berthcare.environments import Environment
from berthcare.filter_pattern import parse
from berthcare.names import Names
from berthcare.signals.catalogue import signals_of
from berthcare.signals.clauses import event
from berthcare.signals.signal import LONGEST_PATTERN, Gauge, Record, Signal, TrailPattern
from tests.unit.signals.watched_double import ACCOUNT, NAMES, role, signal, watched

SIGNALS = signals_of(watched())
TRAIL = [(one, one.source) for one in SIGNALS if isinstance(one.source, TrailPattern)]
GAUGES = [(one, one.source) for one in SIGNALS if isinstance(one.source, Gauge)]


def cases(kind: str) -> list[object]:
    return [
        pytest.param(source.pattern, record, id=f"{signal.key}-{number}")
        for signal, source in TRAIL
        for number, record in enumerate(getattr(source, kind))
    ]


@pytest.mark.parametrize(("pattern", "record"), cases("fires"))
def test_a_pattern_matches_what_is_to_fire_it(pattern: str, record: Record) -> None:
    assert parse(pattern).matches(record)


@pytest.mark.parametrize(("pattern", "record"), cases("near_misses"))
def test_a_pattern_passes_the_nearest_innocent_record_by(pattern: str, record: Record) -> None:
    assert not parse(pattern).matches(record)


@pytest.mark.parametrize(("signal", "gauge"), GAUGES, ids=[one.key for one, _ in GAUGES])
def test_a_rule_is_breached_by_the_sample_and_not_by_its_neighbour(
    signal: Signal, gauge: Gauge
) -> None:
    assert not signal.rule.breached_by(gauge.near_miss)
    if gauge.fires is None:
        assert signal.rule.missing_data == "breaching"
    else:
        assert signal.rule.breached_by(gauge.fires)


def test_every_trail_signal_has_both_samples() -> None:
    assert [one.key for one, source in TRAIL if not (source.fires and source.near_misses)] == []


@pytest.mark.parametrize("source", [one for _, one in TRAIL], ids=[one.key for one, _ in TRAIL])
def test_each_event_that_a_pattern_names_has_a_record_that_fires(source: TrailPattern) -> None:
    """So that no name can go out of a pattern unseen: its record would fire no more."""
    named = re.findall(r'\$\.eventName = "([^"]+)"', source.pattern)
    fired = [one["eventName"] for one in source.fires]

    assert [one for one in named if not any(stands_for(one, name) for name in fired)] == []


def stands_for(text: str, name: str) -> bool:
    """Whether a text of a pattern, which may end in `*`, matches an event's name."""
    return name.startswith(text[:-1]) if text.endswith("*") else name == text


def test_each_key_is_there_once() -> None:
    keys = [one.key for one in SIGNALS]

    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(("signal", "source"), TRAIL, ids=[one.key for one, _ in TRAIL])
def test_a_pattern_has_a_length_that_cloudwatch_takes(signal: Signal, source: TrailPattern) -> None:
    assert len(source.pattern) <= LONGEST_PATTERN, signal.key


SSO = "aws-reserved/sso.amazonaws.com/ca-central-1/AWSReservedSSO_Deployer{}_0123456789abcdef"


@pytest.mark.parametrize("environment", Environment)
@pytest.mark.parametrize(
    "deployers",
    [
        tuple(role(f"berthcare-deployer-{number}") for number in (1, 2, 3)),
        tuple(role(SSO.format(letter)) for letter in "AB"),
    ],
    ids=["three short names", "two of IAM Identity Center"],
)
def test_so_many_deployers_have_room_in_every_pattern(
    environment: Environment, deployers: tuple[str, ...]
) -> None:
    """As docs/adr/0018 says."""
    names = Names(environment)
    signals = signals_of(
        watched(
            names=names,
            readers=tuple(map(role, (names.backend_role, names.watcher, names.rotation))),
            rotation=role(names.rotation),
            deployers=deployers,
            trail_log_group=names.trail_log_group,
            trail=names.trail,
        )
    )
    longest = {
        one.key: len(one.source.pattern) for one in signals if isinstance(one.source, TrailPattern)
    }

    assert {key: length for key, length in longest.items() if length > LONGEST_PATTERN} == {}


def writes(by: Record, deployers: tuple[str, ...]) -> bool:
    """Whether a write by somebody rings where these are the deployers."""
    source = signal("secret-write", deployers=deployers).source
    assert isinstance(source, TrailPattern)
    return parse(source.pattern).matches({**source.fires[0], "userIdentity": by})


def session(role_name: str, account: str = ACCOUNT) -> Record:
    return {
        "type": "AssumedRole",
        "arn": f"arn:aws:sts::{account}:assumed-role/{role_name}/somebody",
    }


USER = f"arn:aws:iam::{ACCOUNT}:user/ops/deployer"
KNOWN = (USER, role("berthcare-deployer"), role("ops/berthcare-other"))


@pytest.mark.parametrize(
    "caller",
    [
        {"type": "IAMUser", "arn": USER},
        session("berthcare-deployer"),
        session("berthcare-other"),
        session("berthcare-rotation-staging"),
    ],
    ids=["a user", "a role", "a role with a path", "the rotation"],
)
def test_who_may_write_is_no_stranger(caller: Record) -> None:
    assert not writes(caller, KNOWN)


@pytest.mark.parametrize(
    "caller",
    [
        {"type": "IAMUser", "arn": f"{USER}-2"},
        session("berthcare-deployer-2"),
        session("berthcare-deployer", account="210987654321"),
        session("berthcare-backend-staging"),
        {"type": "AWSAccount", "accountId": "210987654321"},
    ],
    ids=["another user", "another role", "another account's", "a reader", "without an ARN"],
)
def test_anybody_else_is_a_stranger(caller: Record) -> None:
    assert writes(caller, KNOWN)
    assert writes(caller, KNOWN[:1])


def test_missing_data_rings_only_where_silence_is_the_signal() -> None:
    silent = {one.key for one in SIGNALS if one.rule.missing_data == "breaching"}

    assert silent == {"trail-silent", "watcher-silent", "rotation-silent"}


def test_what_could_not_be_read_leaves_its_alarms_as_they_are() -> None:
    """A level that is not known is no all-clear."""
    kept = {signal.key for signal, _ in GAUGES if signal.rule.missing_data == "ignore"}
    measured = {one.key for one, gauge in GAUGES if gauge.namespace == NAMES.metric_namespace}

    assert kept == measured - {"watcher-silent", "rotation-silent"}


@pytest.mark.parametrize("text", ["Put*Selectors", "**a*b"])
def test_a_star_inside_a_text_is_refused(text: str) -> None:
    """CloudWatch takes it for itself there: the alarm would never ring."""
    with pytest.raises(ValueError, match="at an end only"):
        event(text)


def test_a_foreign_trail_is_watched_by_any_name() -> None:
    signals = signals_of(watched(trail=None, trail_log_group="organization"))
    (tampering,) = [one for one in signals if one.key == "trail-tampering"]
    assert isinstance(tampering.source, TrailPattern)
    pattern = parse(tampering.source.pattern)

    assert all(pattern.matches(one) for one in tampering.source.fires)


PREVIEWER = role("ci/berthcare-preview")


def rings(key: str, by: str) -> bool:
    """Whether a signal rings where somebody does it and there is a previewer."""
    source = signal(key, previewers=(PREVIEWER,)).source
    assert isinstance(source, TrailPattern)
    record = {**source.fires[0], "userIdentity": session(by.rpartition("/")[2])}
    return parse(source.pattern).matches(record)


def test_a_previewer_s_read_is_no_stranger_s_and_its_write_is() -> None:
    assert not rings("stranger-secret-read", PREVIEWER)
    assert rings("stranger-secret-read", f"{PREVIEWER}-too")
    assert rings("secret-write", PREVIEWER)


def test_previewers_change_what_the_one_signal_says_and_no_other() -> None:
    changed = [
        one.key
        for one, other in zip(
            signals_of(watched()), signals_of(watched(previewers=(PREVIEWER,))), strict=True
        )
        if one != other
    ]

    assert changed == ["stranger-secret-read"]
    assert "the previewers" in signal(changed[0], previewers=(PREVIEWER,)).meaning
    assert "previewers" not in signal(changed[0]).meaning
