"""The alert topic: what encrypts it, who publishes, and who hears of it."""

import pytest

from berthcare.documents.alerts import alert_topic_policy
from tests.recorder import ACCOUNT, Recording
from tests.unit.components.deployed import NAMES, arn, deployed, document

TOPIC = arn("monitoring-topic")
URLS = ("https://events.example.ca/hushhush-1", "https://events.example.ca/hushhush-2")


@pytest.fixture(scope="module")
def told() -> Recording:
    return deployed(
        {
            "alertEmails": '["a@example.ca", "b@example.ca"]',
            "alertUrls": f'["{URLS[0]}", "{URLS[1]}"]',
        }
    )


def test_the_topic_is_encrypted_by_the_key_of_monitoring(staging: Recording) -> None:
    assert staging.named("monitoring-topic").inputs == {
        "name": "berthcare-alerts-staging",
        "kmsMasterKeyId": arn("monitoring-audit-key"),
    }


def test_the_topic_has_its_policy(staging: Recording) -> None:
    assert staging.named("monitoring-topic-policy").inputs["arn"] == TOPIC
    expected = alert_topic_policy(NAMES, ACCOUNT)
    assert document(staging, "monitoring-topic-policy") == expected


def test_nobody_is_subscribed_who_is_not_named(staging: Recording) -> None:
    assert staging.of_type(":TopicSubscription") == []


def test_each_address_and_url_is_subscribed(told: Recording) -> None:
    subscriptions = told.of_type(":TopicSubscription")

    assert {one.parent for one in subscriptions} == {"monitoring"}
    assert {one.inputs["topic"] for one in subscriptions} == {TOPIC}
    assert {one.inputs["endpoint"]: one.inputs["protocol"] for one in subscriptions} == {
        "a@example.ca": "email",
        "b@example.ca": "email",
        **dict.fromkeys(URLS, "https"),
    }


def by_url(told: Recording) -> dict[str, str]:
    """Return the logical names of the URLs' subscriptions."""
    return {
        one.inputs["endpoint"]: one.name
        for one in told.of_type(":TopicSubscription")
        if one.inputs["protocol"] == "https"
    }


def test_a_url_is_a_secret_that_confirms_by_itself(told: Recording) -> None:
    for name in by_url(told).values():
        subscription = told.named(name)
        assert subscription.secrets == {"endpoint"}
        assert subscription.inputs["endpointAutoConfirms"] is True


def test_a_url_is_in_no_resource_s_name_and_each_has_its_own(told: Recording) -> None:
    names = by_url(told)

    assert len(set(names.values())) == len(URLS)
    assert [one.name for one in told.resources if "hushhush" in one.name] == []


def test_a_url_is_shown_by_nothing_but_its_subscription(told: Recording) -> None:
    shown = {one.name for one in told.resources if "hushhush" in str(one.inputs)}

    assert shown == set(by_url(told).values())
    assert "hushhush" not in str(told.outputs)


def test_a_url_keeps_its_name_whatever_is_beside_it(told: Recording) -> None:
    alone = deployed({"alertUrls": f'["{URLS[1]}"]'})

    assert by_url(alone)[URLS[1]] == by_url(told)[URLS[1]]
