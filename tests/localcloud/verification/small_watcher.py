"""The watcher of the small stack: the product's package and documents, led to its Twilio."""

import json

from berthcare.documents.function import function_trust
from berthcare.documents.watcher import watcher_policy
from berthcare.names import Names
from berthcare.watcher_size import WATCHER_MEMORY_MB
from components.function_package import build_package
from components.scheduled_function import RUNTIME, TIMEOUT_SECONDS
from localcloud.gateway.fixture import ACCOUNT_ID, RunningAws


def make_watcher(
    aws: RunningAws, names: Names, secrets_key: str, monitoring_key: str, led_to: dict[str, str]
) -> None:
    """Make the function, its role and what it reads; `led_to` are variables that lead it.

    No subaccount serves here, so it has no parent's credentials.
    """
    aws.client("logs").create_log_group(logGroupName=names.watcher_log_group)
    aws.client("ssm").put_parameter(Name=names.spend_lift_parameter, Value="{}", Type="String")
    aws.client("lambda").create_function(
        FunctionName=names.watcher,
        Role=make_role(aws, names, secrets_key, monitoring_key),
        Runtime=RUNTIME,
        Handler="functions.watcher.handler.handle",
        Code={"ZipFile": build_package("watcher").read_bytes()},
        Timeout=TIMEOUT_SECONDS,
        MemorySize=WATCHER_MEMORY_MB,
        KMSKeyArn=monitoring_key,
        LoggingConfig={"LogFormat": "Text", "LogGroup": names.watcher_log_group},
        Environment={
            "Variables": {
                "BERTHCARE_ENVIRONMENT": names.environment.value,
                "PARENT_SECRET": "",
                "ACCOUNT_SECRET": names.account_secret,
                "NUMBERS_SECRET": names.phone_numbers_secret,
                "WEBHOOKS_SECRET": names.webhooks_secret,
                "SPEND_LIFT_PARAMETER": names.spend_lift_parameter,
                "SPEND_LIMIT_USD": "1000",
                "HARD_LIMIT": "dry-run",
                **led_to,
            }
        },
    )


def make_role(aws: RunningAws, names: Names, secrets_key: str, monitoring_key: str) -> str:
    iam = aws.client("iam")
    trust = json.dumps(function_trust())
    role = iam.create_role(RoleName=names.watcher, AssumeRolePolicyDocument=trust)
    policy = watcher_policy(
        names,
        ACCOUNT_ID,
        secrets_key_arn=secrets_key,
        monitoring_key_arn=monitoring_key,
        has_parent=False,
    )
    iam.put_role_policy(
        RoleName=names.watcher, PolicyName="watches", PolicyDocument=json.dumps(policy)
    )
    return str(role["Role"]["Arn"])
