"""The IAM documents in a state: where each stands, and what the resource `*` means in it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from berthcare.evidence.state_resource import SECRET, StateResource
from berthcare.iam.places import PLACES

# Policies of an account, an endpoint or a registry: `*` in them is every resource, not one.
_REACHING_FURTHER = (
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy",
    "aws:ecr/registryPolicy:RegistryPolicy",
)
# A resource that is nothing but another one's policy -> its property that names that one.
_TARGETS: Mapping[str, str] = {
    "aws:apigateway/restApiPolicy:RestApiPolicy": "restApiId",
    "aws:backup/vaultPolicy:VaultPolicy": "backupVaultName",
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy": "eventBusName",
    "aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy": "destinationName",
    "aws:dynamodb/resourcePolicy:ResourcePolicy": "resourceArn",
    "aws:ecr/repositoryPolicy:RepositoryPolicy": "repository",
    "aws:efs/fileSystemPolicy:FileSystemPolicy": "fileSystemId",
    "aws:kinesis/resourcePolicy:ResourcePolicy": "resourceArn",
    "aws:kms/keyPolicy:KeyPolicy": "keyId",
    "aws:oam/sinkPolicy:SinkPolicy": "sinkIdentifier",
    "aws:s3/bucketPolicy:BucketPolicy": "bucket",
    "aws:s3control/accessPointPolicy:AccessPointPolicy": "accessPointArn",
    "aws:secretsmanager/secretPolicy:SecretPolicy": "secretArn",
    "aws:sns/topicPolicy:TopicPolicy": "arn",
    "aws:sqs/queuePolicy:QueuePolicy": "queueUrl",
}

# A property that is named as one that holds a document; its items as well.
_NAMED = re.compile(r"polic(?:y|ies)(?:document|json|text)?(?:\[[0-9]+\])?$", re.IGNORECASE)

DocumentKind = Literal["identity", "trust", "key", "resource", "other"]


@dataclass(frozen=True)
class FoundDocument:
    """A document as it stands in the state, not yet read."""

    owner: StateResource
    path: str
    kind: DocumentKind
    """`other` where it stands in a place that `berthcare.iam.places` does not know."""
    value: Any = field(repr=False)
    """JSON text, an object, or something that holds `SECRET`."""
    belongs_to: str = ""
    """The ARN (or name) of the one resource that it is about; empty for an identity document, and
    where it reaches further than one."""


def documents_in(resources: Sequence[StateResource]) -> Iterator[FoundDocument]:
    """Visit every document: what the program gave, else what AWS gave by itself.

    A document of AWS is left out where another resource of the state replaced it: the state then
    still shows what was there before.
    """
    targets = _Targets(resources)
    for resource in resources:
        if resource.is_component:
            continue
        for path, kind in PLACES.get(resource.type, ()):
            found = list(_values_at(resource.inputs, path))
            if not found and not targets.has_policy_elsewhere(resource):
                found = list(_values_at(resource.outputs, path))
            about = "" if kind == "identity" else targets.of(resource)
            for where, value in found:
                yield FoundDocument(resource, where, kind, value, about)
        if resource.is_on_aws and resource.type not in PLACES:
            for where, value in _unplaced(resource.inputs, ""):
                yield FoundDocument(resource, where, "other", value)


class _Targets:
    """Which resource a policy is about."""

    def __init__(self, resources: Sequence[StateResource]) -> None:
        owners = [one for one in resources if one.arn and one.type not in _TARGETS]
        self._arns = {
            (owner.module, name): owner.arn for owner in owners for name in (owner.id, owner.arn)
        }
        self._replaced = {self.of(one) for one in resources if one.type in _TARGETS}

    def of(self, resource: StateResource) -> str:
        if resource.type in _REACHING_FURTHER:
            return ""
        if resource.type not in _TARGETS:
            return resource.arn or resource.id
        named = resource.inputs.get(_TARGETS[resource.type])
        name = named if isinstance(named, str) else resource.id
        return self._arns.get((resource.module, name), name)

    def has_policy_elsewhere(self, resource: StateResource) -> bool:
        return resource.type not in _TARGETS and self.of(resource) in self._replaced


def _values_at(values: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    """Visit the values at a path of PLACES that are given; a secret list stands for its items."""
    head, _, tail = path.partition("[].")
    value = values.get(head)
    if value in (None, "", []):
        return
    if not tail or not isinstance(value, list):
        yield head, value
        return
    for index, item in enumerate(value):
        if not isinstance(item, Mapping):
            yield f"{head}[{index}]", item
        elif item.get(tail):
            yield f"{head}[{index}].{tail}", item[tail]


def _unplaced(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Visit what looks like a document: it has a Statement, or is named a policy and is secret."""
    if value is SECRET or isinstance(value, str):
        if _is_document(value, named=_NAMED.search(path) is not None):
            yield path, value
    elif isinstance(value, Mapping):
        if "Statement" in value:
            yield path, value
            return
        for key, inner in value.items():
            yield from _unplaced(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _unplaced(inner, f"{path}[{index}]")


def _is_document(value: Any, *, named: bool) -> bool:
    if value is SECRET:
        return named
    if not value.lstrip().startswith("{"):
        return False
    try:
        tree = json.loads(value)
    except ValueError:
        return named
    return isinstance(tree, dict) and "Statement" in tree
