"""The provider's functions that the program calls.

Sources: Pulumi Registry, `aws.getCallerIdentity`, `aws.getRegion`, `aws.getPartition`,
`aws.iam.getSessionContext` and `aws.iam.getRole`; AWS STS and IAM API References. Those on secrets
are in `secret_functions`.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from localcloud.aws import secret_functions
from localcloud.aws.cloud import Cloud
from localcloud.aws.errors import StandInError, UnknownTokenError, told_plainly
from localcloud.aws.handler import tag_map
from localcloud.aws.resources.iam import document_text
from localcloud.aws.wire import Properties

_ASSUMED_ROLE = re.compile(r"^arn:aws:sts::(\d+):assumed-role/([^/]+)/(.+)$")
_PARTITION = "aws"
_DNS_SUFFIX = "amazonaws.com"
_PLACES = {"ca-central-1": "Canada (Central)"}


def call(token: str, arguments: Properties, cloud: Cloud) -> Properties:
    """Call a function. Raises UnknownTokenError, or StandInError for an argument or by AWS."""
    function = _FUNCTIONS.get(token)
    if function is None:
        raise UnknownTokenError("function", token)
    accepted = _ARGUMENTS.get(token, frozenset())
    unknown = sorted(
        name for name, value in arguments.items() if name not in accepted and value is not None
    )
    if unknown:
        raise StandInError(f"{token}: the argument {unknown[0]!r} is not carried.")
    with told_plainly(token, cloud.endpoint_url):
        return function(arguments, cloud)


def _caller_identity(arguments: Properties, cloud: Cloud) -> Properties:
    del arguments
    caller = cloud.caller()
    account = caller["Account"]
    return {
        "accountId": account,
        "arn": caller["Arn"],
        "id": account,
        "userId": caller["UserId"],
    }


def _region(arguments: Properties, cloud: Cloud) -> Properties:
    region = arguments.get("region") or arguments.get("name") or cloud.region
    return {
        "description": _PLACES.get(region, region),
        "endpoint": f"ec2.{region}.{_DNS_SUFFIX}",
        "id": region,
        "name": region,
        "region": region,
    }


def _partition(arguments: Properties, cloud: Cloud) -> Properties:
    del arguments, cloud
    return {
        "dnsSuffix": _DNS_SUFFIX,
        "id": _PARTITION,
        "partition": _PARTITION,
        "reverseDnsPrefix": ".".join(reversed(_DNS_SUFFIX.split("."))),
    }


def _session_context(arguments: Properties, cloud: Cloud) -> Properties:
    """Find the role behind an assumed-role ARN; any other ARN is its own issuer."""
    arn = arguments["arn"]
    session = _ASSUMED_ROLE.match(arn)
    if session is None:
        return {"arn": arn, "id": arn, "issuerArn": arn} | dict.fromkeys(
            ("issuerId", "issuerName", "sessionName"), ""
        )
    role = cloud.client("iam", cloud.region).get_role(RoleName=session[2])["Role"]
    return {
        "arn": arn,
        "id": arn,
        "issuerArn": role["Arn"],
        "issuerId": role["RoleId"],
        "issuerName": role["RoleName"],
        "sessionName": session[3],
    }


def _role(arguments: Properties, cloud: Cloud) -> Properties:
    role = cloud.client("iam", cloud.region).get_role(RoleName=arguments["name"])["Role"]
    return {
        "arn": role["Arn"],
        "assumeRolePolicy": document_text(role["AssumeRolePolicyDocument"]),
        "createDate": role["CreateDate"].strftime("%Y-%m-%dT%H:%M:%SZ"),
        "description": role.get("Description", ""),
        "id": role["RoleName"],
        "maxSessionDuration": role.get("MaxSessionDuration", 3600),
        "name": role["RoleName"],
        "path": role["Path"],
        "permissionsBoundary": role.get("PermissionsBoundary", {}).get(
            "PermissionsBoundaryArn", ""
        ),
        "roleLastUseds": [],
        "tags": tag_map(role.get("Tags")),
        "uniqueId": role["RoleId"],
    }


_FUNCTIONS: Mapping[str, Callable[[Properties, Cloud], Properties]] = MappingProxyType(
    {
        "aws:iam/getRole:getRole": _role,
        "aws:iam/getSessionContext:getSessionContext": _session_context,
        "aws:index/getCallerIdentity:getCallerIdentity": _caller_identity,
        "aws:index/getPartition:getPartition": _partition,
        "aws:index/getRegion:getRegion": _region,
        "aws:secretsmanager/getSecretVersion:getSecretVersion": secret_functions.secret_version,
        "aws:secretsmanager/getSecretVersions:getSecretVersions": secret_functions.secret_versions,
        "aws:secretsmanager/getSecrets:getSecrets": secret_functions.secrets,
    }
)
_ARGUMENTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "aws:iam/getRole:getRole": frozenset({"name"}),
        "aws:iam/getSessionContext:getSessionContext": frozenset({"arn"}),
        "aws:index/getRegion:getRegion": frozenset({"name", "region"}),
        "aws:secretsmanager/getSecretVersion:getSecretVersion": frozenset(
            {"region", "secretId", "versionId", "versionStage"}
        ),
        "aws:secretsmanager/getSecretVersions:getSecretVersions": frozenset(
            {"includeDeprecated", "region", "secretId"}
        ),
        "aws:secretsmanager/getSecrets:getSecrets": frozenset({"filters", "region"}),
    }
)
TOKENS = frozenset(_FUNCTIONS)
