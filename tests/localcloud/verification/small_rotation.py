"""The rotation of the small stack: set up as a deployment does, by a function that does nothing.

The main account serves here, so the webhooks' token alone is rotated (docs/adr/0019).
"""

import io
import json
import time
import zipfile

from berthcare.documents.function import function_trust
from berthcare.names import Names
from berthcare.rotation_schedule import ROTATION_DAYS
from components.scheduled_function import RUNTIME
from localcloud.gateway.fixture import ACCOUNT_ID, RunningAws

_LONGEST_SECONDS = 30.0


def make_rotation(aws: RunningAws, names: Names) -> None:
    """Make the function, and have it rotate the secret of the webhooks; it is tried on that."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as code:
        code.writestr("main.py", "def handle(event, context):\n    pass\n")
    role = aws.client("iam").create_role(
        RoleName=names.rotation, AssumeRolePolicyDocument=json.dumps(function_trust())
    )
    made = aws.client("lambda").create_function(
        FunctionName=names.rotation,
        Role=role["Role"]["Arn"],
        Runtime=RUNTIME,
        Handler="main.handle",
        Code={"ZipFile": archive.getvalue()},
    )
    aws.client("lambda").add_permission(
        FunctionName=names.rotation,
        StatementId="rotation",
        Action="lambda:InvokeFunction",
        Principal="secretsmanager.amazonaws.com",
        SourceAccount=ACCOUNT_ID,
    )
    secrets = aws.client("secretsmanager")
    secrets.rotate_secret(
        SecretId=names.webhooks_secret,
        RotationLambdaARN=made["FunctionArn"],
        RotationRules={"AutomaticallyAfterDays": ROTATION_DAYS},
        RotateImmediately=False,
    )
    until = time.monotonic() + _LONGEST_SECONDS
    while _is_tried(secrets.describe_secret(SecretId=names.webhooks_secret)["VersionIdsToStages"]):
        assert time.monotonic() < until, "the trial of the rotation did not end"
        time.sleep(0.05)


def _is_tried(stages: dict[str, list[str]]) -> bool:
    return any("AWSPENDING" in found for found in stages.values())
