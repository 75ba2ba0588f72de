from typing import Any

import pytest

from berthcare.evidence.placement import Place, Placement, placements_of
from berthcare.evidence.state_resource import resources_of
from tests.unit.evidence.state import (
    ACCOUNT,
    CIPHERTEXT,
    PROVIDER,
    PROVIDER_URN,
    resource,
    state_of,
)

TOPIC = "aws:sns/topic:Topic"
ARN = f"arn:aws:{{}}:{{}}:{ACCOUNT}:name"


def placed(one: dict[str, Any], *others: dict[str, Any]) -> Placement:
    name = one["urn"].rsplit("::", 1)[-1]
    found = placements_of(resources_of(state_of(one, *others)))
    (placement,) = [each for each in found if each.name == name and each.type == one["type"]]
    return placement


@pytest.mark.parametrize(
    ("one", "place", "region", "basis"),
    [
        (
            resource(TOPIC, "t", outputs={"region": "ca-central-1"}),
            Place.IN_REGION,
            "ca-central-1",
            "its own region",
        ),
        (
            resource(TOPIC, "t", outputs={"arn": ARN.format("sns", "ca-central-1")}),
            Place.IN_REGION,
            "ca-central-1",
            "its ARN",
        ),
        (
            resource(TOPIC, "t", id=ARN.format("sns", "ca-central-1")),
            Place.IN_REGION,
            "ca-central-1",
            "its ARN",
        ),
        (
            resource(
                "aws:s3/bucket:Bucket",
                "b",
                outputs={"arn": "arn:aws:s3:::trail"},
                provider=f"{PROVIDER_URN}::1",
            ),
            Place.IN_REGION,
            "ca-central-1",
            "its provider",
        ),
        (
            resource("aws:iam/role:Role", "r", provider=f"{PROVIDER_URN}::1"),
            Place.GLOBAL,
            "global",
            "IAM has no region",
        ),
        (
            resource(
                "aws:budgets/budget:Budget",
                "b",
                outputs={"arn": f"arn:aws:budgets::{ACCOUNT}:budget/b"},
                provider=f"{PROVIDER_URN}::1",
            ),
            Place.GLOBAL,
            "global",
            "AWS Budgets has no region; it holds amounts alone",
        ),
        (
            resource("pulumi-python:dynamic/twilio:PhoneNumber", "n", outputs={"region": "ON"}),
            Place.TWILIO,
            "United States",
            "outside AWS: Twilio; accepted, see docs/security.md",
        ),
        (
            resource("berthcare:secrets:SecretBundle", "c", custom=False),
            Place.NOWHERE,
            "none",
            "a component, an entry of the state alone",
        ),
        (
            resource("pulumi:providers:pulumi-python", "p"),
            Place.NOWHERE,
            "none",
            "a provider, an entry of the state alone",
        ),
        (
            resource("pulumi:providers:aws", "q", inputs={"region": "ca-central-1"}),
            Place.NOWHERE,
            "none",
            "a provider, which deploys to ca-central-1",
        ),
    ],
)
def test_a_place_is_told_with_how_it_is_known(
    one: dict[str, Any], place: Place, region: str, basis: str
) -> None:
    found = placed(one, PROVIDER)

    assert (found.place, found.region, found.basis) == (place, region, basis)
    assert found.findings == ()


@pytest.mark.parametrize(
    ("one", "finding"),
    [
        (resource(TOPIC, "t", outputs={"region": "us-east-1"}), "is in us-east-1"),
        (resource(TOPIC, "t", outputs={"arn": ARN.format("sns", "ca-west-1")}), "is in ca-west-1"),
        (
            resource("pulumi:providers:aws", "p", inputs={"region": "eu-west-3"}),
            "is in eu-west-3",
        ),
        (
            resource("aws:cloudfront/distribution:Distribution", "d"),
            "cloudfront has no region: its data may be anywhere",
        ),
        (
            resource("aws:route53/record:Record", "d", provider=f"{PROVIDER_URN}::1"),
            "route53 has no region: its data may be anywhere",
        ),
        (
            resource(
                "aws:directconnect/gateway:Gateway", "d", outputs={"arn": ARN.format("x", "")}
            ),
            "directconnect has no region: its data may be anywhere",
        ),
    ],
)
def test_what_is_outside_is_found(one: dict[str, Any], finding: str) -> None:
    found = placed(one, PROVIDER)

    assert found.place is Place.OUTSIDE
    assert found.findings == (finding,)


def test_a_resource_follows_its_provider_out_of_the_region() -> None:
    urn = "urn:pulumi:staging::p::pulumi:providers:aws::us"
    provider = resource("pulumi:providers:aws", "us", id="2", inputs={"region": "us-east-1"})

    found = placed(resource(TOPIC, "t", provider=f"{urn}::2"), provider)

    assert (found.region, found.basis) == ("us-east-1", "its provider")
    assert found.findings == ("is in us-east-1",)


@pytest.mark.parametrize(
    "one",
    [
        resource(TOPIC, "t"),
        resource(TOPIC, "t", provider="urn:pulumi:staging::p::pulumi:providers:aws::gone::9"),
        resource(TOPIC, "t", outputs={"region": CIPHERTEXT}),
        resource("pulumi:providers:aws", "t"),
        resource("cloudflare:index/record:Record", "t"),
        resource("pulumi-python:dynamic:Resource", "t"),
    ],
)
def test_a_region_that_cannot_be_told_is_found(one: dict[str, Any]) -> None:
    found = placed(one)

    assert (found.place, found.region) == (Place.UNKNOWN, "unknown")
    assert found.findings == ("its region cannot be told",)


@pytest.mark.parametrize(
    ("one", "finding"),
    [
        (
            resource(
                "aws:secretsmanager/secret:Secret",
                "s",
                outputs={"region": "ca-central-1", "replicas": [{"region": "x"}]},
            ),
            "is replicated elsewhere",
        ),
        (
            resource(
                "aws:kms/key:Key", "k", outputs={"region": "ca-central-1", "multiRegion": True}
            ),
            "is a multi-Region key",
        ),
        (
            resource(
                "aws:cloudwatch/metricAlarm:MetricAlarm",
                "a",
                inputs={"alarmActions": [ARN.format("sns", "us-east-1")]},
                outputs={"region": "ca-central-1"},
            ),
            "names us-east-1",
        ),
        (
            resource(
                "pulumi-python:dynamic/twilio:PhoneNumber",
                "n",
                inputs={"voice_url": "https://lambda.us-east-2.amazonaws.com/v1"},
            ),
            "names us-east-2",
        ),
    ],
)
def test_what_leads_out_of_a_resource_at_home_is_found(one: dict[str, Any], finding: str) -> None:
    assert placed(one).findings == (finding,)


def test_what_is_only_read_or_yet_to_be_deleted_is_told() -> None:
    assert placed(resource(TOPIC, "t", external=True)).status == "read only"
    assert placed(resource(TOPIC, "t", delete=True)).status == "to be deleted"
    assert placed(resource(TOPIC, "t")).status == "managed"


def test_every_resource_is_listed_once_and_sorted() -> None:
    listed = [("b", TOPIC), ("a", TOPIC), ("z", "aws:kms/key:Key")]

    found = placements_of(resources_of(state_of(*(resource(kind, one) for one, kind in listed))))

    assert [one.name for one in found] == ["z", "a", "b", "p-staging"]
