from typing import Any

import pytest

from berthcare.evidence.secrets_provider import secrets_provider_of


def deployment(kind: str, **state: str) -> dict[str, Any]:
    return {"secrets_providers": {"type": kind, "state": {"encryptedkey": "c2VjcmV0", **state}}}


@pytest.mark.parametrize(
    ("given", "kind", "key", "region"),
    [
        (
            deployment("cloud", url="awskms://alias/state?region=ca-central-1"),
            "awskms",
            "alias/state",
            "ca-central-1",
        ),
        (
            deployment("cloud", url="awskms:///arn:aws:kms:ca-central-1:000000000000:key/k"),
            "awskms",
            "arn:aws:kms:ca-central-1:000000000000:key/k",
            "ca-central-1",
        ),
        (deployment("passphrase", salt="v1:abc"), "passphrase", "", "none"),
        ({}, "none", "", "none"),
    ],
)
def test_what_encrypts_the_state_is_told_with_its_region(
    given: dict[str, Any], kind: str, key: str, region: str
) -> None:
    found = secrets_provider_of(given)

    assert (found.kind, found.key, found.region) == (kind, key, region)
    assert found.finding == ""


@pytest.mark.parametrize(
    ("given", "finding"),
    [
        (deployment("cloud", url="awskms://alias/state?region=us-west-2"), "is in us-west-2"),
        (
            deployment(
                "cloud",
                url="awskms:///arn:aws:kms:us-west-2:000000000000:key/k?region=ca-central-1",
            ),
            "is in us-west-2",
        ),
        (deployment("cloud", url="awskms://alias/state"), "its region cannot be told"),
        (deployment("cloud", url="gcpkms://projects/p"), "its region cannot be told"),
        (deployment("service", url="https://pulumi.example"), "its region cannot be told"),
    ],
)
def test_what_encrypts_it_elsewhere_is_found(given: dict[str, Any], finding: str) -> None:
    assert secrets_provider_of(given).finding == finding
