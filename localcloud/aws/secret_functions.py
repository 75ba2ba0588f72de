"""The provider's functions on Secrets Manager that the program calls.

Sources: Pulumi Registry, `aws.secretsmanager.getSecrets`, `getSecretVersions`, `getSecretVersion`;
AWS Secrets Manager API Reference, ListSecrets, ListSecretVersionIds, GetSecretValue.
"""

from typing import Any

from localcloud.aws.cloud import Cloud
from localcloud.aws.wire import Properties

_CURRENT = "AWSCURRENT"


def secrets(arguments: Properties, cloud: Cloud) -> Properties:
    """List the secrets that the filters select; a secret that is being deleted is left out."""
    filters = [
        {"Key": one["name"], "Values": one["values"]} for one in arguments.get("filters") or []
    ]
    pages = _client(arguments, cloud).get_paginator("list_secrets").paginate(Filters=filters)
    found = [secret for page in pages for secret in page["SecretList"]]
    return {
        "arns": [secret["ARN"] for secret in found],
        "filters": arguments.get("filters"),
        "id": cloud.region,
        "names": [secret["Name"] for secret in found],
        "region": _region(arguments, cloud),
    }


def secret_versions(arguments: Properties, cloud: Cloud) -> Properties:
    """List the versions of a secret that bear a stage; a secret may have none yet."""
    answer = _client(arguments, cloud).list_secret_version_ids(
        SecretId=arguments["secretId"],
        IncludeDeprecated=bool(arguments.get("includeDeprecated")),
    )
    return {
        "arn": answer["ARN"],
        "includeDeprecated": arguments.get("includeDeprecated"),
        "name": answer["Name"],
        "region": _region(arguments, cloud),
        "secretArn": answer["ARN"],
        "secretId": arguments["secretId"],
        "secretName": answer["Name"],
        "versions": [_version(one) for one in answer["Versions"]],
    }


def secret_version(arguments: Properties, cloud: Cloud) -> Properties:
    """Read one version: by id, else by stage, else the current one."""
    version_id, stage = arguments.get("versionId"), arguments.get("versionStage")
    chosen = {"VersionId": version_id} if version_id else {"VersionStage": stage or _CURRENT}
    answer = _client(arguments, cloud).get_secret_value(SecretId=arguments["secretId"], **chosen)
    return {
        "arn": answer["ARN"],
        "createdDate": answer["CreatedDate"].strftime("%Y-%m-%dT%H:%M:%SZ"),
        "id": f"{answer['ARN']}|{answer['VersionId']}",
        "region": _region(arguments, cloud),
        "secretArn": answer["ARN"],
        "secretBinary": "",
        "secretId": arguments["secretId"],
        "secretString": answer.get("SecretString", ""),
        "versionId": answer["VersionId"],
        "versionStage": stage or _CURRENT,
        "versionStages": answer["VersionStages"],
    }


def _version(version: Properties) -> Properties:
    return {
        "createdTime": version["CreatedDate"].strftime("%Y-%m-%dT%H:%M:%SZ"),
        "lastAccessedDate": "",
        "versionId": version["VersionId"],
        "versionStages": version.get("VersionStages", []),
    }


def _client(arguments: Properties, cloud: Cloud) -> Any:
    return cloud.client("secretsmanager", _region(arguments, cloud))


def _region(arguments: Properties, cloud: Cloud) -> str:
    return str(arguments.get("region") or cloud.region)
