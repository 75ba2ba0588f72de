"""Where one resource lies, how that is known, and what speaks against its being in Canada."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from berthcare.engine.exported_state import ExportedState, logical_name
from berthcare.evidence.state_resource import SECRET, StateResource
from berthcare.residency import REGION
from berthcare.verification.checks.region import strays

_AWS_PROVIDERS = ("pulumi:providers:aws", "pulumi:providers:aws-native")
_TWILIO = "pulumi-python:dynamic/twilio:"
_ARN = re.compile(r"arn:aws[a-z-]*:([a-z0-9-]+):([a-z0-9-]*):")
# The services none of whose types takes a region; measured on the types of pulumi-aws 7.51.1.
# Route 53's resolver types do, and are told by their own region before this is asked.
_WITHOUT_REGION = (
    *("account", "bcmdata", "billing", "cloudfront", "costexplorer"),
    *("costoptimizationhub", "cur", "globalaccelerator", "networkmanager", "notifications"),
    *("organizations", "pricingplanmanager", "route53", "route53domains"),
    *("route53recoverycontrol", "route53recoveryreadiness", "shield", "uxc", "waf"),
)
# Those that are accepted, as the policy rules accept them: they hold no personal data.
_ACCEPTED = {
    "budgets": "AWS Budgets has no region; it holds amounts alone",
    "iam": "IAM has no region",
}


class Place(str, Enum):
    """Where a resource lies; the value is what the JSON says."""

    IN_REGION = "in_region"
    """In ca-central-1."""
    GLOBAL = "global"
    """IAM or AWS Budgets, which have no region."""
    TWILIO = "twilio"
    """At Twilio in the United States: the one accepted place outside Canada."""
    NOWHERE = "none"
    """It is nothing but an entry of the state: a stack, a provider, a component."""
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Placement:
    """One resource and its place."""

    type: str
    name: str
    arn: str
    """Empty where the state tells none."""
    status: str
    """`managed`, `read only`, or `to be deleted`."""
    place: Place
    region: str
    """A region, or `global`, `United States`, `none`, `unknown`."""
    basis: str
    """How that is known, in words."""
    findings: tuple[str, ...]
    """What speaks against its being in Canada, in words; empty where nothing does."""


def placements_of(resources: Sequence[StateResource]) -> list[Placement]:
    """Return the place of each resource, sorted by type and name."""
    regions = {f"{one.urn}::{one.id}": one.text("region") for one in resources}
    placed = [_placement(one, regions.get(one.provider, "")) for one in resources]
    return sorted(placed, key=lambda one: (one.type, one.name, one.arn, one.status))


def _placement(resource: StateResource, provider_region: str) -> Placement:
    place, region, basis = _place(resource, provider_region)
    findings = []
    if place is Place.UNKNOWN:
        findings.append("its region cannot be told")
    elif place is Place.OUTSIDE:
        findings.append(basis if region == "global" else f"is in {region}")
    findings += [words for words in _strays(resource) if words != f"names {region}"]
    status = "managed"
    if resource.is_to_be_deleted:
        status = "to be deleted"
    elif resource.is_external:
        status = "read only"
    return Placement(
        resource.type, resource.name, resource.arn, status, place, region, basis, tuple(findings)
    )


def _place(resource: StateResource, provider_region: str) -> tuple[Place, str, str]:
    if resource.type in _AWS_PROVIDERS:
        return _of_provider(resource.text("region"))
    if resource.is_component:
        what = "the stack" if resource.type == "pulumi:pulumi:Stack" else "a component"
        return Place.NOWHERE, "none", f"{what}, an entry of the state alone"
    if resource.type.startswith("pulumi:"):
        what = "a provider" if resource.type.startswith("pulumi:providers:") else "a reference"
        return Place.NOWHERE, "none", f"{what}, an entry of the state alone"
    if resource.type.startswith(_TWILIO):
        return (
            Place.TWILIO,
            "United States",
            "outside AWS: Twilio; accepted, see docs/security.md",
        )
    if resource.is_on_aws:
        return _on_aws(resource, provider_region)
    return Place.UNKNOWN, "unknown", "outside AWS: nothing in the state tells where"


def _of_provider(region: str) -> tuple[Place, str, str]:
    if not region:
        return Place.UNKNOWN, "unknown", "a provider without a region: whoever deploys chooses it"
    place = Place.NOWHERE if region == REGION else Place.OUTSIDE
    shown = "none" if region == REGION else region
    return place, shown, f"a provider, which deploys to {region}"


def _on_aws(resource: StateResource, provider_region: str) -> tuple[Place, str, str]:
    """Ask in this order: the resource, its type, its ARN, its provider."""
    own = resource.outputs.get("region", resource.inputs.get("region"))
    if own is SECRET:
        return Place.UNKNOWN, "unknown", "its own region is a secret in the state"
    if region := resource.text("region"):
        return _in(region), region, "its own region"
    service = resource.module.lower()
    if service in _ACCEPTED:
        return Place.GLOBAL, "global", _ACCEPTED[service]
    return _by_arn(resource.arn, service) or _by_provider(provider_region)


def _by_arn(arn: str, service: str) -> tuple[Place, str, str] | None:
    """Return nothing where neither the ARN nor the service tells: S3's ARNs name no region."""
    named = _ARN.match(arn)
    if named and named[2]:
        return _in(named[2]), named[2], "its ARN"
    if service in _WITHOUT_REGION or (named and named[1] != "s3"):
        return Place.OUTSIDE, "global", f"{service} has no region: its data may be anywhere"
    return None


def _by_provider(region: str) -> tuple[Place, str, str]:
    if not region:
        return Place.UNKNOWN, "unknown", "neither it, its ARN nor its provider names one"
    return _in(region), region, "its provider"


def _in(region: str) -> Place:
    return Place.IN_REGION if region == REGION else Place.OUTSIDE


def _strays(resource: StateResource) -> list[str]:
    """Return what `berthcare verify` finds in this resource, but for its own region.

    That is: replicas, multi-Region keys, and other regions in ARNs, endpoints and addresses.
    """
    raw: dict[str, Any] = {
        "urn": resource.urn,
        "type": resource.type,
        "id": resource.id,
        "inputs": _without_region(resource.inputs),
        "outputs": _without_region(resource.outputs),
    }
    prefix = f"{logical_name(raw)}: "
    told = [words.removeprefix(prefix) for words in strays(ExportedState("", {"resources": [raw]}))]
    return [words for words in told if words != "is a provider without a region"]


def _without_region(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != "region"}
