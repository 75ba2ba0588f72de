"""What a deployment leaves of the rotation: the product's package and documents, led to Twilio."""

import json

from berthcare.documents import audit, secret_access
from berthcare.documents.function import function_trust
from berthcare.documents.rotation import rotated_secrets, rotation_policy, rotation_role_arn
from berthcare.environments import Environment
from berthcare.names import Names
from berthcare.rotation_schedule import ROTATION_DAYS, SETTLING_SECONDS
from berthcare.rotation_size import MEMORY_MB
from components.function_package import build_package
from components.scheduled_function import RUNTIME, TIMEOUT_SECONDS
from localcloud.gateway.fixture import ACCOUNT_ID, REGION, RunningAws

NAMES = Names(Environment.STAGING)
DEPLOYER = f"arn:aws:iam::{ACCOUNT_ID}:role/berthcare-deployer"
_ROTATION = rotation_role_arn(NAMES, ACCOUNT_ID)
_SECRETS = rotated_secrets(NAMES, has_parent=True)


def deploy(aws: RunningAws, serving_sid: str, twilio_url: str) -> None:
    """Make the two secrets without a value, the function with its role, and the logs."""
    secrets_key = _key(
        aws,
        secret_access.secrets_key_policy(
            NAMES, ACCOUNT_ID, [], [DEPLOYER], rotators=[_ROTATION], rotated=_SECRETS
        ),
    )
    monitoring_key = _key(aws, audit.audit_key_policy(NAMES, ACCOUNT_ID, [DEPLOYER]))
    for group in (NAMES.operations_log_group, NAMES.rotation_log_group):
        aws.client("logs").create_log_group(logGroupName=group)
    _make_role(aws, secrets_key, monitoring_key)
    _make_function(aws, monitoring_key, serving_sid, twilio_url)
    for name in _SECRETS:
        _make_secret(aws, name, secrets_key)


def let_rotate(aws: RunningAws) -> None:
    """Set both rotations up; the secrets have a value by now, which the function is tried on."""
    for name in _SECRETS:
        aws.client("secretsmanager").rotate_secret(
            SecretId=name,
            RotationLambdaARN=f"arn:aws:lambda:{REGION}:{ACCOUNT_ID}:function:{NAMES.rotation}",
            RotationRules={"AutomaticallyAfterDays": ROTATION_DAYS},
            RotateImmediately=False,
        )


def _key(aws: RunningAws, policy: dict[str, object]) -> str:
    key = aws.client("kms").create_key(Policy=json.dumps(policy))
    return str(key["KeyMetadata"]["Arn"])


def _make_secret(aws: RunningAws, name: str, key_arn: str) -> None:
    secrets = aws.client("secretsmanager")
    arn = secrets.create_secret(Name=name, KmsKeyId=key_arn)["ARN"]
    policy = secret_access.secret_policy([], [DEPLOYER], [_ROTATION])
    secrets.put_resource_policy(SecretId=arn, ResourcePolicy=json.dumps(policy))
    aws.client("lambda").add_permission(
        FunctionName=NAMES.rotation,
        StatementId=f"Rotates-{name.rpartition('/')[2]}",
        Action="lambda:InvokeFunction",
        Principal="secretsmanager.amazonaws.com",
        SourceAccount=ACCOUNT_ID,
        SourceArn=arn,
    )


def _make_role(aws: RunningAws, secrets_key: str, monitoring_key: str) -> None:
    iam = aws.client("iam")
    iam.create_role(RoleName=NAMES.rotation, AssumeRolePolicyDocument=json.dumps(function_trust()))
    policy = rotation_policy(
        NAMES,
        ACCOUNT_ID,
        secrets_key_arn=secrets_key,
        monitoring_key_arn=monitoring_key,
        has_parent=True,
    )
    iam.put_role_policy(
        RoleName=NAMES.rotation, PolicyName="rotates", PolicyDocument=json.dumps(policy)
    )


def _make_function(aws: RunningAws, key_arn: str, serving_sid: str, twilio_url: str) -> None:
    functions = aws.client("lambda")
    functions.create_function(
        FunctionName=NAMES.rotation,
        Role=_ROTATION,
        Runtime=RUNTIME,
        Handler="functions.rotation.handler.handle",
        Code={"ZipFile": build_package("rotation").read_bytes()},
        Timeout=TIMEOUT_SECONDS,
        MemorySize=MEMORY_MB,
        KMSKeyArn=key_arn,
        LoggingConfig={"LogFormat": "Text", "LogGroup": NAMES.rotation_log_group},
        Environment={
            "Variables": {
                "BERTHCARE_ENVIRONMENT": NAMES.environment.value,
                "TWILIO_SERVING_ACCOUNT_SID": serving_sid,
                "ACCOUNT_SECRET": NAMES.account_secret,
                "WEBHOOKS_SECRET": NAMES.webhooks_secret,
                "SETTLING_SECONDS": str(SETTLING_SECONDS),
                "TWILIO_BASE_URL": twilio_url,
            }
        },
    )
    functions.put_function_concurrency(FunctionName=NAMES.rotation, ReservedConcurrentExecutions=1)
