"""Residency: everything this program makes stays in the one Canadian region.

The project's own rule, for its accountability under PIPEDA; it claims no more than that. Source of
the ways out of a region: AWS documentation of each service, named at the rule.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from berthcare.residency import REGION
from policies.documents import decoded
from policies.rule import Rule
from policies.subject import Subject, Unknown, leaves

_PROVIDERS = ("pulumi:providers:aws", "pulumi:providers:aws-native")
_ARN = re.compile(r"\barn:aws[a-z-]*:[a-z0-9-]+:([a-z0-9-]+):")
_DIRECTION = "(?:north|south|)(?:east|west)|central|north|south"
_HOST = re.compile(
    rf"(?<![a-z0-9])([a-z]{{2}}(?:-gov|-iso[a-z]?)?-(?:{_DIRECTION})-[0-9])"
    r"\.(?:[a-z0-9-]+\.)*(?:amazonaws\.com|api\.aws|on\.aws)\b"
)
_REPLICA_KEYS = ("aws:kms/replicaKey:ReplicaKey", "aws:kms/replicaExternalKey:ReplicaExternalKey")
_KEYS = ("aws:kms/key:Key", "aws:kms/externalKey:ExternalKey")


def _check_provider_region(subject: Subject) -> Iterator[str]:
    if subject.type not in _PROVIDERS or subject.is_unknown("region"):
        return
    region = subject.text("region")
    if region is None:
        yield "region is not set, so the environment of whoever deploys would choose it."
    elif region != REGION:
        yield f"region is {region!r}, not {REGION!r}."


def _check_resource_region(subject: Subject) -> Iterator[str]:
    if not subject.type.startswith(("aws:", "aws-native:")):
        return
    region = subject.text("region")
    if region is not None and region != REGION:
        yield f"region is {region!r}, not {REGION!r}."
    if isinstance(subject.provider_region, Unknown) or subject.has("region"):
        return
    if subject.provider_region is None:
        yield "neither the resource nor its provider names a region."
    elif subject.provider_region != REGION:
        yield f"its provider's region is {subject.provider_region!r}, not {REGION!r}."


def _check_arn_region(subject: Subject) -> Iterator[str]:
    for path, text in _granted_texts(subject.props, ""):
        for pattern, noun in ((_ARN, "an ARN"), (_HOST, "a host name")):
            for region in sorted(set(pattern.findall(text)) - {REGION}):
                yield f"{path} holds {noun} in region {region!r}."


def _granted_texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Visit every text, inside JSON documents too, but not what a Deny statement refuses."""
    if isinstance(value, Mapping):
        if value.get("Effect") == "Deny":
            return
        for key, inner in value.items():
            yield from _granted_texts(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, (list, tuple)):
        for index, inner in enumerate(value):
            yield from _granted_texts(inner, f"{path}[{index}]")
    elif isinstance(value, str):
        tree = decoded(value)
        if tree is None:
            yield path, value
        else:
            yield from _granted_texts(tree, path)


def _check_secret_replicas(subject: Subject) -> Iterator[str]:
    if subject.type != "aws:secretsmanager/secret:Secret":
        return
    for path, region in leaves(subject.items("replicas"), "replicas"):
        if path.endswith(".region") and isinstance(region, str) and region != REGION:
            yield f"{path} is {region!r}: a replica copies the secret's value there."


def _check_single_region_key(subject: Subject) -> Iterator[str]:
    if subject.type in _REPLICA_KEYS:
        yield "a replica key holds the same key material in another region."
    elif subject.type in _KEYS and subject.props.get("multiRegion") is True:
        yield "multiRegion is true, so its key material can be copied to another region."


RULES = (
    Rule(
        id="residency-provider-region",
        description=f"The AWS provider names the region {REGION}.",
        severity="critical",
        remedy=f"Set it: `pulumi config set aws:region {REGION}`, or region={REGION!r} on the "
        "provider.",
        url="https://www.pulumi.com/registry/packages/aws/installation-configuration/",
        check=_check_provider_region,
    ),
    Rule(
        id="residency-resource-region",
        description=f"A resource is made in {REGION}, by its own region or its provider's.",
        severity="critical",
        remedy=f"Leave `region` out, and let the provider name {REGION}.",
        url="https://www.pulumi.com/registry/packages/aws/how-to-guides/7-0-migration/",
        check=_check_resource_region,
    ),
    Rule(
        id="residency-arn-region",
        description=f"Every ARN and AWS host name in a resource is in {REGION} or has no region.",
        severity="high",
        remedy=f"Use the object of that kind in {REGION}.",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
        check=_check_arn_region,
    ),
    Rule(
        id="residency-secret-replicas",
        description=f"A secret is not replicated out of {REGION}.",
        severity="critical",
        remedy="Remove `replicas`.",
        url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html",
        check=_check_secret_replicas,
    ),
    Rule(
        id="residency-kms-single-region",
        description="A KMS key is a single-region key.",
        severity="critical",
        remedy="Remove `multiRegion` or the replica key; a region needs a key of its own.",
        url="https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html",
        check=_check_single_region_key,
    ),
)
