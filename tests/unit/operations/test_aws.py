"""What AWS tells for the reports, from answers as its API gives them."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from berthcare.engine.exported_state import ExportedState
from berthcare.errors import BerthcareError
from berthcare.operations import aws as module
from berthcare.operations.aws import Aws, Budget, Subscription
from tests.unit.status.world import NAMES, NOW

TOPIC = "arn:aws:sns:ca-central-1:000000000000:berthcare-alerts-staging"
OUTPUTS = {"alert_topic_arn": TOPIC, "trail_log_group": "/berthcare/cloudtrail/staging"}
BUDGET = {"AccountId": "0" * 12, "BudgetName": "berthcare-staging"}


class Stubbed:
    """Clients that give the answers that a test put in, and no other."""

    def __init__(self) -> None:
        self._clients: dict[str, Any] = {}
        self._stubs: dict[str, Stubber] = {}

    def client(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = boto3.client(
                service,  # type: ignore[call-overload]  # the service is chosen by the module
                region_name="ca-central-1",
                aws_access_key_id="nobody",
                aws_secret_access_key="no-key",
            )
            self._stubs[service] = Stubber(self._clients[service])
            self._stubs[service].activate()
        return self._clients[service]

    def stub(self, service: str) -> Stubber:
        self.client(service)
        return self._stubs[service]

    def all_asked(self) -> None:
        for stub in self._stubs.values():
            stub.assert_no_pending_responses()


@pytest.fixture
def stubbed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubbed]:
    clients = Stubbed()
    monkeypatch.setattr(
        module, "clients_as_caller", lambda _, *services: [clients.client(one) for one in services]
    )
    yield clients
    clients.all_asked()


def aws(**outputs: str) -> Aws:
    stack = {"type": "pulumi:pulumi:Stack", "outputs": outputs or OUTPUTS}
    return Aws(NAMES, {}, lambda: ExportedState("{}", {"resources": [stack]}))


def subscription(arn: str) -> dict[str, str]:
    return {"Protocol": "email", "Endpoint": "oncall@example.ca", "SubscriptionArn": arn}


def test_a_subscriber_without_an_arn_has_not_confirmed(stubbed: Stubbed) -> None:
    answer = {"Subscriptions": [subscription("PendingConfirmation"), subscription(f"{TOPIC}:1")]}
    stubbed.stub("sns").add_response("list_subscriptions_by_topic", answer, {"TopicArn": TOPIC})
    assert aws().subscriptions() == [
        Subscription("email", "oncall@example.ca", confirmed=False),
        Subscription("email", "oncall@example.ca", confirmed=True),
    ]


@pytest.mark.parametrize("told", ["PendingConfirmation", "Deleted"])
def test_who_has_no_subscription_s_arn_hears_nothing(stubbed: Stubbed, told: str) -> None:
    answer = {"Subscriptions": [subscription(told)]}
    stubbed.stub("sns").add_response("list_subscriptions_by_topic", answer)
    assert [one.confirmed for one in aws().subscriptions()] == [False]


def test_subscribers_of_every_page_are_listed(stubbed: Stubbed) -> None:
    first = {"Subscriptions": [subscription(f"{TOPIC}:1")], "NextToken": "more"}
    second = {"Subscriptions": [subscription(f"{TOPIC}:2")]}
    sns = stubbed.stub("sns")
    sns.add_response("list_subscriptions_by_topic", first, {"TopicArn": TOPIC})
    sns.add_response(
        "list_subscriptions_by_topic", second, {"TopicArn": TOPIC, "NextToken": "more"}
    )
    assert len(aws().subscriptions()) == 2


def test_records_of_every_page_are_read(stubbed: Stubbed) -> None:
    logs, event = stubbed.stub("logs"), {"message": '{"eventName": "PutSecretValue"}'}
    logs.add_response("filter_log_events", {"events": [], "nextToken": "more"})
    logs.add_response("filter_log_events", {"events": [event]})
    assert len(aws().trail("{ x }", NOW)) == 1


def test_a_budget_is_told_with_what_is_spent(stubbed: Stubbed) -> None:
    budget = {
        "BudgetName": "berthcare-staging",
        "TimeUnit": "MONTHLY",
        "BudgetType": "COST",
        "BudgetLimit": {"Amount": "1000", "Unit": "USD"},
        "CalculatedSpend": {"ActualSpend": {"Amount": "3.2", "Unit": "USD"}},
    }
    stubbed.stub("budgets").add_response("describe_budget", {"Budget": budget}, BUDGET)
    assert aws().budget() == Budget(Decimal(1000), Decimal("3.2"))


def test_a_budget_that_is_not_there_is_none(stubbed: Stubbed) -> None:
    stubbed.stub("budgets").add_client_error("describe_budget", "NotFoundException")
    assert aws().budget() is None


def test_a_refusal_is_told_with_who_may_ask(stubbed: Stubbed) -> None:
    stubbed.stub("budgets").add_client_error("describe_budget", "AccessDeniedException")
    with pytest.raises(BerthcareError, match="DescribeBudget answered AccessDeniedException"):
        aws().budget()


def test_the_records_of_the_trail_are_parsed(stubbed: Stubbed) -> None:
    asked = {
        "logGroupName": "/berthcare/cloudtrail/staging",
        "filterPattern": "{ x }",
        "startTime": int(NOW.timestamp() * 1000),
    }
    answer = {"events": [{"message": '{"eventName": "PutSecretValue"}'}]}
    stubbed.stub("logs").add_response("filter_log_events", answer, asked)
    assert aws().trail("{ x }", NOW) == [{"eventName": "PutSecretValue"}]


def test_filters_of_every_page_are_listed(stubbed: Stubbed) -> None:
    logs, asked = stubbed.stub("logs"), {"logGroupName": "/berthcare/cloudtrail/staging"}
    first = {"metricFilters": [{"filterName": "one"}], "nextToken": "more"}
    logs.add_response("describe_metric_filters", first, asked)
    second = {"metricFilters": [{"filterName": "two"}]}
    logs.add_response("describe_metric_filters", second, {**asked, "nextToken": "more"})
    assert aws().trail_filters() == {"one", "two"}


def test_each_key_is_asked_by_its_alias(stubbed: Stubbed) -> None:
    kms = stubbed.stub("kms")
    for alias, key in (
        (NAMES.secrets_key_alias, "key-1"),
        (NAMES.audit_key_alias, "key-2"),
    ):
        kms.add_response("describe_key", {"KeyMetadata": {"KeyId": key}}, {"KeyId": alias})
    for key, on in (("key-1", True), ("key-2", False)):
        answer = {"KeyRotationEnabled": on}
        kms.add_response("get_key_rotation_status", answer, {"KeyId": key})
    assert aws().key_rotation() == {NAMES.secrets_key_alias: True, NAMES.audit_key_alias: False}


def test_a_bucket_that_never_had_versions_tells_nothing(stubbed: Stubbed) -> None:
    stubbed.stub("s3").add_response("get_bucket_versioning", {}, {"Bucket": "states"})
    assert aws().versioning("states") == ""


def test_a_stack_without_its_outputs_is_told(stubbed: Stubbed) -> None:
    with pytest.raises(BerthcareError, match="has no output alert_topic_arn"):
        aws(other="x").subscriptions()
    assert stubbed.stub("sns")
