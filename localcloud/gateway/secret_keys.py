"""What a call of Secrets Manager needs of KMS: Secrets Manager uses the key as its caller.

Source: Secrets Manager User Guide, "Secret encryption and decryption in AWS Secrets Manager": when
it asks for a data key, when it decrypts one, with which encryption context, and that it checks a
new key with the version id `RequestToValidateKeyAccess`.
"""

from typing import Final

from localcloud.gateway.actions import Access, base_context, encryption_context
from localcloud.gateway.api_call import ApiCall
from localcloud.gateway.lookup import Secret

SERVICE: Final = "secretsmanager.amazonaws.com"
_DECRYPT: Final = "kms:Decrypt"
_DATA_KEY: Final = "kms:GenerateDataKey"
_VALIDATION: Final = "RequestToValidateKeyAccess"


def new_key(call: ApiCall) -> str:
    """Return the key that the call gives a secret, empty where it gives none."""
    return call.text("KmsKeyId") if call.operation in {"CreateSecret", "UpdateSecret"} else ""


def accesses_to_new_key(call: ApiCall, secret_arn: str, key_arn: str) -> list[Access]:
    """Return what is needed of a key that a secret is to have."""
    return [
        _access(call, action, key_arn, secret_arn, _VALIDATION) for action in (_DATA_KEY, _DECRYPT)
    ]


def accesses_to_key(call: ApiCall, secret: Secret, key_arn: str) -> list[Access]:
    """Return what is needed of the key that a secret has."""
    if call.operation in {"GetSecretValue", "BatchGetSecretValue"}:
        stage = call.text("VersionStage") or "AWSCURRENT"
        version = call.text("VersionId") or secret.version_in(stage)
        return [_access(call, _DECRYPT, key_arn, secret.arn, version)]
    if call.operation == "PutSecretValue" or _changes_value(call):
        version = call.text("ClientRequestToken")
        return [_access(call, _DATA_KEY, key_arn, secret.arn, version)]
    return []


def _changes_value(call: ApiCall) -> bool:
    given = call.parameters.keys() & {"SecretString", "SecretBinary"}
    return call.operation == "UpdateSecret" and bool(given)


def _access(call: ApiCall, action: str, key_arn: str, secret_arn: str, version: str) -> Access:
    context = {
        **base_context(call),
        **encryption_context({"SecretARN": secret_arn, "SecretVersionId": version}),
        "kms:ViaService": f"secretsmanager.{call.region}.amazonaws.com",
    }
    return Access(action, key_arn, context, via=SERVICE)
