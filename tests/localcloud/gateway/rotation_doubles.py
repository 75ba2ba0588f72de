"""Doubles of MiniStack and of the policies, for rotations without a process."""

import json
from collections import deque
from collections.abc import Mapping
from typing import Any

from berthcare.iam.conditions import Context
from berthcare.iam.principal import Principal
from localcloud.gateway.backend import Backend, BackendError
from localcloud.gateway.fixture import ACCOUNT_ID, REGION
from localcloud.gateway.services.permissions import Permissions

SECRET_ARN = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT_ID}:secret:tests/double-000000"
FUNCTION_ARN = f"arn:aws:lambda:{REGION}:{ACCOUNT_ID}:function:double"
GOOD, FAILS, THROTTLED, GIVES_UP = "good", "fails", "throttled", "gives up"


class BackendDouble(Backend):
    """One secret, and a function whose answers come one after the other; good ones at the end."""

    def __init__(self, *answers: str) -> None:
        self.stages: dict[str, list[str]] = {"first": ["AWSCURRENT"]}
        self.invoked: list[str] = []
        self._answers = deque(answers)

    async def call(
        self, service: str, operation: str, region: str, **parameters: Any
    ) -> Mapping[str, Any]:
        """Answer the few calls that a rotation makes; any other is an error of the test."""
        assert region == REGION
        if (service, operation) == ("lambda", "Invoke"):
            return self._invoke(**parameters)
        assert (service, parameters["SecretId"]) == ("secretsmanager", SECRET_ARN)
        if operation == "PutSecretValue":
            self.stages[parameters["ClientRequestToken"]] = list(parameters["VersionStages"])
        elif operation == "UpdateSecretVersionStage":
            self.stages[parameters["RemoveFromVersionId"]].remove(parameters["VersionStage"])
        else:
            assert operation == "DescribeSecret", operation
        stages = {version: list(labels) for version, labels in self.stages.items() if labels}
        return {"ARN": SECRET_ARN, "Name": "tests/double", "VersionIdsToStages": stages}

    def _invoke(self, FunctionName: str, Payload: bytes) -> Mapping[str, Any]:  # noqa: N803 - AWS's names
        assert FunctionName == FUNCTION_ARN
        event = json.loads(Payload)
        self.invoked.append(event["Step"])
        answer = self._answers.popleft() if self._answers else GOOD
        if answer == THROTTLED:
            raise BackendError("Invoke", "TooManyRequestsException", "Rate Exceeded")
        if answer == GIVES_UP:
            self.stages[event["ClientRequestToken"]].remove("AWSPENDING")
        if answer != GOOD:
            return {"FunctionError": "Unhandled"}
        if event["Step"] == "finishSecret":
            for labels in self.stages.values():
                labels[:] = [label for label in labels if label != "AWSCURRENT"]
            self.stages[event["ClientRequestToken"]].append("AWSCURRENT")
        return {}


class PermissionsDouble(Permissions):
    """Policies that let everybody in."""

    def __init__(self) -> None:
        pass

    async def obstacle(
        self, principal: Principal, action: str, resource: str, context: Context
    ) -> str:
        """Find nothing in the way."""
        del principal, action, resource, context
        return ""
