"""The table of actions, held against the permissions that a deployer is seen to use."""

from collections import Counter
from collections.abc import Iterator

import pytest

from berthcare.needed_actions.table import NeededActions, needed_actions
from localcloud.aws import lifecycle
from localcloud.aws.catalog import handler_for
from localcloud.aws.cloud import Cloud
from localcloud.gateway.fixture import RunningAws, running_aws
from tests.localcloud.aws.alerting_cases import ALERTING_CASES
from tests.localcloud.aws.bench import Bench, Case, inputs_of
from tests.localcloud.aws.cases import AUDIT_CASES

pytestmark = pytest.mark.cloud
ROLE, PROVIDER = "berthcare-deployer", "Boto3"
TABLE = needed_actions()
Used = dict[str, dict[str, frozenset[str]]]


def used_by_deployer(aws: RunningAws) -> Counter[str]:
    used = aws.used_permissions().get(ROLE, {}).get(PROVIDER, {})
    return Counter({action: use["count"] for action, use in used.items()})


class Watch:
    """Tells which permissions were used since it was asked last."""

    def __init__(self, aws: RunningAws) -> None:
        self._aws = aws
        self._before: Counter[str] = Counter()

    def since(self) -> frozenset[str]:
        now = used_by_deployer(self._aws)
        used = frozenset(now - self._before)
        self._before = now
        return used


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Used:
    """Which actions each type used, by what was done with it: a whole life of each."""
    folder = tmp_path_factory.mktemp("aws")
    with running_aws(folder) as aws:
        settings = {"region": "ca-central-1", "defaultTags": '{"tags": {"Project": "test"}}'}
        cloud = Cloud(settings, aws.environment())
        watch = Watch(aws)
        return {
            case.token: dict(life_of(case, Bench(cloud, folder), watch))
            for case in (*AUDIT_CASES, *ALERTING_CASES)
            if case.token in TABLE.of_types  # others are the bootstrap's, by an administrator
        }


def life_of(case: Case, bench: Bench, watch: Watch) -> Iterator[tuple[str, frozenset[str]]]:
    """Make, read, change and delete a resource; yield each deed with what it used."""
    handler = handler_for(case.token)
    inputs = inputs_of(case.token, case.first(bench))
    watch.since()
    made = lifecycle.create(handler, bench.cloud, inputs)
    yield "create", watch.since()
    outputs, resource_id = made.outputs, made.resource_id
    lifecycle.read(handler, bench.cloud, resource_id, outputs, inputs)
    yield "read", watch.since()
    if case.change is not None:
        news = inputs_of(case.token, {**inputs, **case.change}, inputs)
        outputs = lifecycle.update(
            handler, bench.cloud, resource_id, state=outputs, old_inputs=inputs, news=news
        )
        yield "update", watch.since()
    lifecycle.delete(handler, bench.cloud, resource_id, outputs)
    yield "delete", watch.since()


def every_action_of_types(table: NeededActions) -> set[str]:
    return {
        action
        for deeds in table.of_types.values()
        for actions in deeds.values()
        for action in actions
    }


def test_the_table_covers_every_action_that_a_type_is_seen_to_use(used: Used) -> None:
    missing = {
        (token, deed): actions - TABLE.of(token, (deed, "read"))
        for token, deeds in used.items()
        for deed, actions in deeds.items()
        if actions - TABLE.of(token, (deed, "read"))
    }

    assert missing == {}


def test_every_other_action_of_the_table_has_its_reason(used: Used) -> None:
    seen = {action for deeds in used.values() for actions in deeds.values() for action in actions}

    assert every_action_of_types(TABLE) - seen == TABLE.unseen.keys()
