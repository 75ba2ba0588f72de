"""Where each resource type holds IAM documents, and of which kind they are.

Type tokens and property names are those of pulumi-aws 7. The kinds: `identity` says what its
bearer may do, `trust` who may become a role, `key` who uses a KMS key, `resource` who uses another
resource (IAM User Guide, "Policies and permissions in IAM", policy types).
"""

import json
from collections.abc import Mapping
from typing import Any, Literal

Kind = Literal["identity", "trust", "key", "resource"]

PLACES: Mapping[str, tuple[tuple[str, Kind], ...]] = {
    "aws:apigateway/restApi:RestApi": (("policy", "resource"),),
    "aws:apigateway/restApiPolicy:RestApiPolicy": (("policy", "resource"),),
    "aws:backup/vaultPolicy:VaultPolicy": (("policy", "resource"),),
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy": (("policy", "resource"),),
    "aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy": (("accessPolicy", "resource"),),
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": (("policyDocument", "resource"),),
    "aws:dynamodb/resourcePolicy:ResourcePolicy": (("policy", "resource"),),
    "aws:ec2/vpcEndpoint:VpcEndpoint": (("policy", "resource"),),
    "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy": (("policy", "resource"),),
    "aws:ecr/registryPolicy:RegistryPolicy": (("policy", "resource"),),
    "aws:ecr/repositoryPolicy:RepositoryPolicy": (("policy", "resource"),),
    "aws:efs/fileSystemPolicy:FileSystemPolicy": (("policy", "resource"),),
    "aws:iam/groupPolicy:GroupPolicy": (("policy", "identity"),),
    "aws:iam/policy:Policy": (("policy", "identity"),),
    "aws:iam/role:Role": (("assumeRolePolicy", "trust"), ("inlinePolicies[].policy", "identity")),
    "aws:iam/rolePolicy:RolePolicy": (("policy", "identity"),),
    "aws:iam/userPolicy:UserPolicy": (("policy", "identity"),),
    "aws:kinesis/resourcePolicy:ResourcePolicy": (("policy", "resource"),),
    "aws:kms/externalKey:ExternalKey": (("policy", "key"),),
    "aws:kms/key:Key": (("policy", "key"),),
    "aws:kms/keyPolicy:KeyPolicy": (("policy", "key"),),
    "aws:kms/replicaExternalKey:ReplicaExternalKey": (("policy", "key"),),
    "aws:kms/replicaKey:ReplicaKey": (("policy", "key"),),
    "aws:oam/sinkPolicy:SinkPolicy": (("policy", "resource"),),
    "aws:s3/accessPoint:AccessPoint": (("policy", "resource"),),
    "aws:s3/bucket:Bucket": (("policy", "resource"),),
    "aws:s3/bucketPolicy:BucketPolicy": (("policy", "resource"),),
    "aws:s3/bucketV2:BucketV2": (("policy", "resource"),),
    "aws:s3control/accessPointPolicy:AccessPointPolicy": (("policy", "resource"),),
    "aws:secretsmanager/secret:Secret": (("policy", "resource"),),
    "aws:secretsmanager/secretPolicy:SecretPolicy": (("policy", "resource"),),
    "aws:sns/topic:Topic": (("policy", "resource"),),
    "aws:sns/topicPolicy:TopicPolicy": (("policy", "resource"),),
    "aws:sqs/queue:Queue": (("policy", "resource"),),
    "aws:sqs/queuePolicy:QueuePolicy": (("policy", "resource"),),
    "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": (
        ("inlinePolicy", "identity"),
    ),
}
"""Type token -> (path of the document, its kind). `[]` stands for every item of a list."""


def looks_like_document(value: object) -> bool:
    """Whether a text or an object, wherever it stands, is an IAM document by its statements.

    Other documents have statements too (CloudWatch's data protection policies, say); only IAM's
    say Allow or Deny in each.
    """
    if isinstance(value, str):
        value = _decoded(value)
    statements = value.get("Statement") if isinstance(value, Mapping) else None
    listed = [statements] if isinstance(statements, Mapping) else statements
    return isinstance(listed, list) and any(
        isinstance(one, Mapping) and "Effect" in one for one in listed
    )


def _decoded(text: str) -> Any:
    if '"Statement"' not in text:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None
