"""What stands beside a Lambda function: who may call it, and how a failed event is tried again.

Sources: Terraform AWS provider docs `aws_lambda_permission` and
`aws_lambda_function_event_invoke_config`, and its `internal/service/lambda`; AWS Lambda API
Reference (AddPermission, PutFunctionEventInvokeConfig).
"""

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from localcloud.aws.handler import Change, Handler, Scope, given, outside
from localcloud.aws.wire import Properties

_RANGES = {"maximumEventAgeInSeconds": (60, 21600), "maximumRetryAttempts": (0, 2)}


class Permission(Handler):
    """A statement of a function's policy. Its id is the statement's."""

    pulumi_type = "aws:lambda/permission:Permission"
    replaces = frozenset(
        {"action", "function", "principal", "sourceAccount", "sourceArn", "statementId"}
    )
    name_input = "statementId"
    computed = frozenset({"statementIdPrefix"})

    def create(self, scope: Scope, inputs: Properties) -> str:
        """AddPermission."""
        statement_id: str = inputs["statementId"]
        scope.client("lambda").add_permission(
            **given(
                FunctionName=inputs["function"],
                StatementId=statement_id,
                Action=inputs["action"],
                Principal=inputs["principal"],
                SourceAccount=inputs.get("sourceAccount"),
                SourceArn=inputs.get("sourceArn"),
            )
        )
        return statement_id

    def imported(self, import_id: str) -> tuple[str, Properties]:
        """Take `FUNCTION/STATEMENT` apart (the provider's page on the resource, "Import")."""
        function, _, statement = import_id.rpartition("/")
        return statement, {"function": function}

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """Find the statement in GetPolicy. The function keeps its spelling: a name or an ARN."""
        function = prior["function"]
        answer = scope.client("lambda").get_policy(FunctionName=function)
        statements = json.loads(answer["Policy"])["Statement"]
        found = next((one for one in statements if one["Sid"] == resource_id), None)
        if found is None:
            return None
        conditions = found.get("Condition", {})
        arn = found["Resource"]
        return {
            "action": found["Action"],
            "function": arn if function.startswith("arn:") else arn.rpartition(":")[2],
            "principal": _principal(found["Principal"]),
            "sourceAccount": conditions.get("StringEquals", {}).get("AWS:SourceAccount"),
            "sourceArn": conditions.get("ArnLike", {}).get("AWS:SourceArn"),
            "statementId": resource_id,
            "statementIdPrefix": "",
        }

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """Never called: every input replaces."""
        raise NotImplementedError(f"{self.pulumi_type} has nothing that changes in place")

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """RemovePermission."""
        scope.client("lambda").remove_permission(
            FunctionName=state["function"], StatementId=resource_id
        )


class FunctionEventInvokeConfig(Handler):
    """The retries of asynchronous events. Its id is the function, as the program names it."""

    pulumi_type = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig"
    updates = frozenset({"maximumEventAgeInSeconds", "maximumRetryAttempts"})
    replaces = frozenset({"functionName"})
    defaults: ClassVar[Mapping[str, Any]] = {"maximumRetryAttempts": 2}

    def problems(self, inputs: Properties) -> list[tuple[str, str]]:
        """Check the ranges of the API."""
        return outside(inputs, _RANGES)

    def create(self, scope: Scope, inputs: Properties) -> str:
        """PutFunctionEventInvokeConfig."""
        function: str = inputs["functionName"]
        self._put(scope, function, inputs)
        return function

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """GetFunctionEventInvokeConfig."""
        del prior
        found = scope.client("lambda").get_function_event_invoke_config(FunctionName=resource_id)
        return {
            "functionName": resource_id,
            "maximumEventAgeInSeconds": found.get("MaximumEventAgeInSeconds"),
            "maximumRetryAttempts": found["MaximumRetryAttempts"],
        }

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """PutFunctionEventInvokeConfig again: it overwrites."""
        self._put(scope, resource_id, change.new)

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """DeleteFunctionEventInvokeConfig."""
        del state
        scope.client("lambda").delete_function_event_invoke_config(FunctionName=resource_id)

    @staticmethod
    def _put(scope: Scope, function: str, inputs: Properties) -> None:
        scope.client("lambda").put_function_event_invoke_config(
            **given(
                FunctionName=function,
                MaximumRetryAttempts=inputs["maximumRetryAttempts"],
                MaximumEventAgeInSeconds=inputs.get("maximumEventAgeInSeconds"),
            )
        )


def _principal(principal: Any) -> str:
    """Read a statement's principal: a text, or one service or account in a map."""
    text: str = principal if isinstance(principal, str) else next(iter(principal.values()))
    return text
