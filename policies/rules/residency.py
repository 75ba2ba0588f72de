"""Residency: everything this program makes stays in the one Canadian region.

The project's own rule, for its accountability under PIPEDA; it claims no more than that. Source of
the ways out of a region: AWS documentation of each service, named at the rule.
"""

import re
from collections.abc import Iterator
from typing import Any

from berthcare.residency import REGION
from policies.finding import Finding
from policies.frameworks import RESIDENCY
from policies.reading import Said, each, each_text
from policies.rule import ResourceRule
from policies.subject import Subject, Unknown

_PROVIDERS = ("pulumi:providers:aws", "pulumi:providers:aws-native")
_RESOURCES = ("aws:*", "aws-native:*")
_KEYS = ("aws:kms/key:Key", "aws:kms/externalKey:ExternalKey")
_REPLICA_KEYS = ("aws:kms/replicaKey:ReplicaKey", "aws:kms/replicaExternalKey:ReplicaExternalKey")
_ARN = re.compile(r"\barn:[a-z*?-]+:[a-z0-9*?-]+:([a-z0-9*?-]+):", re.IGNORECASE)
_DIRECTION = "(?:north|south|)(?:east|west)|central|north|south"
_HOST = re.compile(
    rf"(?<![a-z0-9])([a-z]{{2}}(?:-gov|-iso[a-z]?)?-(?:{_DIRECTION})-[0-9])"
    r"\.(?:[a-z0-9-]+\.)*(?:amazonaws\.com|api\.aws|on\.aws)\b",
    re.IGNORECASE,
)
_IN_PLACE = {REGION, "*"}
"""What an ARN may have for its region; of every region there is another rule, where it matters."""


def _abroad(at: str, region: Any) -> Iterator[Finding]:
    if region != REGION:
        yield Finding(at, f"is {{value}}, not '{REGION}'", str(region))


def _provider_region(at: str, region: Any) -> Iterator[Finding]:
    if region is None:
        yield Finding(at, "is not set, so the environment of whoever deploys would choose it")
    else:
        yield from _abroad(at, region)


def _own_region(at: str, region: Any) -> Iterator[Finding]:
    if region is not None:
        yield from _abroad(at, region)


def _region_of_provider(subject: Subject) -> Iterator[Said]:
    region = subject.provider_region
    if subject.has("region") or isinstance(region, Unknown):
        return
    if region is None:
        yield Finding("region", "is named neither by the resource nor by its provider")
    else:
        yield from _abroad("the provider's region", region)


def _named_regions(at: str, text: str) -> Iterator[Finding]:
    for pattern, noun in ((_ARN, "an ARN"), (_HOST, "a host name")):
        for region in sorted({one.lower() for one in pattern.findall(text)} - _IN_PLACE):
            yield Finding(at, f"holds {noun} in region {{value}}", region)


def _is_multi_region(at: str, value: Any) -> Iterator[Finding]:
    if value is not None and value is not False:
        yield Finding(at, "is not false, so the key's material can be copied to another region")


def _is_replica(subject: Subject) -> Iterator[Finding]:
    if subject.type in _REPLICA_KEYS:
        yield Finding("the key", "is a replica of the same key material in another region")


_MULTI_REGION = (
    "https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html"
)

RULES = (
    ResourceRule(
        id="residency-provider-region",
        demands=f"The AWS provider names the region {REGION}.",
        why="Without a region of its own the provider takes that of whoever deploys.",
        remedy=f"Set it: `pulumi config set aws:region {REGION}`, or region={REGION!r} on the "
        "provider.",
        severity="critical",
        url="https://www.pulumi.com/registry/packages/aws/installation-configuration/",
        frameworks=(RESIDENCY,),
        types=_PROVIDERS,
        checks=(each("region", _provider_region),),
    ),
    ResourceRule(
        id="residency-resource-region",
        demands=f"A resource is made in {REGION}, by its own region or its provider's.",
        why="Since version 7 of the AWS provider nearly every resource can name another region.",
        remedy=f"Leave `region` out, and let the provider name {REGION}.",
        severity="critical",
        url="https://www.pulumi.com/registry/packages/aws/how-to-guides/7-0-migration/",
        frameworks=(RESIDENCY,),
        types=_RESOURCES,
        checks=(each("region", _own_region), _region_of_provider),
    ),
    ResourceRule(
        id="residency-arn-region",
        demands=f"Every ARN and AWS host name in a resource is in {REGION}, or of no one region.",
        why="A function, queue, key or log group elsewhere would be sent what this one handles.",
        remedy=f"Use the object of that kind in {REGION}.",
        severity="high",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
        frameworks=(RESIDENCY,),
        types=("*",),
        checks=(each_text(_named_regions, denied=False),),
    ),
    ResourceRule(
        id="residency-kms-single-region",
        demands="A KMS key is a single-region key.",
        why="A multi-region key decrypts in another region what was encrypted in this one.",
        remedy="Remove `multiRegion` or the replica key; a region needs a key of its own.",
        severity="critical",
        url=_MULTI_REGION,
        frameworks=(RESIDENCY,),
        types=(*_KEYS, *_REPLICA_KEYS),
        checks=(each("multiRegion", _is_multi_region), _is_replica),
    ),
)
