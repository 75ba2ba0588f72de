"""Lambda functions.

Sources: Terraform AWS provider docs `aws_lambda_function`, `internal/service/lambda/function.go`;
AWS Lambda API Reference (a function takes no update while another is in progress); API Gateway
Developer Guide (the ARNs by which a function is invoked).
"""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, ClassVar

from localcloud.aws.archives import same_archive, zip_content
from localcloud.aws.handler import Change, Handler, Scope, given, outside
from localcloud.aws.spelling import from_aws, to_aws
from localcloud.aws.wire import Properties

# Inputs that CreateFunction and UpdateFunctionConfiguration spell in one other way.
_PLAIN = {
    "description": "Description",
    "handler": "Handler",
    "kmsKeyArn": "KMSKeyArn",
    "memorySize": "MemorySize",
    "role": "Role",
    "runtime": "Runtime",
    "timeout": "Timeout",
}
# What takes each nested setting to AWS, and what puts it away.
_NESTED: Mapping[str, tuple[str, Callable[[Any], Any], Any]] = {
    "deadLetterConfig": ("DeadLetterConfig", to_aws, {"TargetArn": ""}),
    "environment": (
        "Environment",
        lambda environment: {"Variables": _variables(environment)},
        {"Variables": {}},
    ),
    "loggingConfig": ("LoggingConfig", to_aws, None),
}
_RANGES = {"memorySize": (128, 10240), "timeout": (1, 900)}
_POLL = {"Delay": 0.1, "MaxAttempts": 600}
"""Seconds between two looks at a function that is getting ready, and how many there are."""


class Function(Handler):
    """A function from a .zip file. Its id is its name."""

    pulumi_type = "aws:lambda/function:Function"
    updates = frozenset(
        {*_PLAIN, *_NESTED, "architectures", "code", "reservedConcurrentExecutions", "tags"}
    )
    replaces = frozenset({"name"})
    name_input = "name"
    defaults: ClassVar[Mapping[str, Any]] = {
        "memorySize": 128,
        "reservedConcurrentExecutions": -1,
        "timeout": 3,
    }
    computed = frozenset(
        {"architectures", "codeSha256", "ephemeralStorage", "loggingConfig", "packageType"}
        | {"publish", "skipDestroy", "sourceCodeHash", "tracingConfig"}
    )

    def same(self, name: str, left: Any, right: Any) -> bool:
        """Compare code by its hash, and variables to the letter: an empty one is one."""
        if name == "code":
            return same_archive(left, right)
        if name == "environment":
            return _variables(left) == _variables(right)
        return super().same(name, left, right)

    def problems(self, inputs: Properties) -> list[tuple[str, str]]:
        """Refuse a function without code, or one that AWS would not start."""
        missing = [
            (name, "is required for a function from a .zip file")
            for name in ("code", "handler", "runtime")
            if name not in inputs
        ]
        return missing + outside(inputs, _RANGES)

    def create(self, scope: Scope, inputs: Properties) -> str:
        """CreateFunction."""
        name: str = inputs["name"]
        scope.client("lambda").create_function(
            FunctionName=name,
            Code={"ZipFile": zip_content(inputs["code"], scope.cloud.program_folder)},
            Tags=inputs["tagsAll"],
            **given(Architectures=inputs.get("architectures")),
            **given(**_configuration(inputs, _PLAIN.keys() | _NESTED.keys())),
        )
        return name

    def settle(self, scope: Scope, resource_id: str, inputs: Properties) -> None:
        """Wait until the function is there, then reserve its concurrency."""
        client = scope.client("lambda")
        client.get_waiter("function_active_v2").wait(FunctionName=resource_id, WaiterConfig=_POLL)
        if inputs["reservedConcurrentExecutions"] >= 0:
            _reserve(client, resource_id, inputs["reservedConcurrentExecutions"])

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """GetFunction. Nothing here publishes, so the latest version is `$LATEST`."""
        answer = scope.client("lambda").get_function(FunctionName=resource_id)
        found = answer["Configuration"]
        reserved = answer.get("Concurrency", {}).get("ReservedConcurrentExecutions", -1)
        return {
            **{name: found.get(member) or None for name, member in _PLAIN.items()},
            **_read_nested(found, prior),
            **_arns(scope.region, found["FunctionArn"], found["Version"]),
            "name": found["FunctionName"],
            "architectures": found.get("Architectures"),
            "codeSha256": found["CodeSha256"],
            "ephemeralStorage": from_aws(found.get("EphemeralStorage")),
            "lastModified": found["LastModified"],
            "packageType": found["PackageType"],
            "publish": False,
            "reservedConcurrentExecutions": reserved,
            "skipDestroy": False,
            # The bridge keeps the archive's own hash here, which AWS never sees.
            "sourceCodeHash": (prior.get("code") or {}).get("hash"),
            "sourceCodeSize": found["CodeSize"],
            "tracingConfig": from_aws(found.get("TracingConfig")),
            "version": found["Version"],
            "tagsAll": answer.get("Tags", {}),
        }

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """UpdateFunctionConfiguration, UpdateFunctionCode, the concurrency and the tags."""
        client = scope.client("lambda")
        updated = client.get_waiter("function_updated_v2")
        new = change.new
        # Variables are encrypted anew only where they are sent.
        with_key = {"environment"} & new.keys() if change.touches("kmsKeyArn") else set()
        configuration = _configuration(new, change.names | with_key)
        if configuration:
            client.update_function_configuration(FunctionName=resource_id, **configuration)
            updated.wait(FunctionName=resource_id, WaiterConfig=_POLL)
        if change.touches("architectures", "code"):
            client.update_function_code(
                FunctionName=resource_id,
                ZipFile=zip_content(new["code"], scope.cloud.program_folder),
                **given(Architectures=new.get("architectures")),
            )
            updated.wait(FunctionName=resource_id, WaiterConfig=_POLL)
        if change.touches("reservedConcurrentExecutions"):
            _reserve(client, resource_id, new["reservedConcurrentExecutions"])
        arn = change.old["arn"]
        if change.tags_to_set:
            client.tag_resource(Resource=arn, Tags=change.tags_to_set)
        if change.tags_to_remove:
            client.untag_resource(Resource=arn, TagKeys=change.tags_to_remove)

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """DeleteFunction."""
        del state
        scope.client("lambda").delete_function(FunctionName=resource_id)


def _configuration(inputs: Properties, names: AbstractSet[str]) -> dict[str, Any]:
    """Write the named settings; one that the program no longer gives is put away."""
    plain = {
        member: inputs.get(name, "") if name in {"description", "kmsKeyArn"} else inputs[name]
        for name, member in _PLAIN.items()
        if name in names
    }
    nested = {
        member: write(inputs[name]) if name in inputs else away
        for name, (member, write, away) in _NESTED.items()
        if name in names
    }
    return plain | nested


def _variables(environment: Any) -> dict[str, str]:
    variables: dict[str, str] = environment.get("variables") or {}
    return variables


def _read_nested(found: Mapping[str, Any], prior: Properties) -> Properties:
    """Read the nested settings. Of the logging, the program's own choice keeps its extent."""
    target = found.get("DeadLetterConfig", {}).get("TargetArn")
    variables = found.get("Environment", {}).get("Variables")
    logging = from_aws(found["LoggingConfig"])
    declared = prior.get("loggingConfig") or logging
    return {
        "deadLetterConfig": {"targetArn": target} if target else None,
        "environment": {"variables": variables} if variables else None,
        "loggingConfig": {name: value for name, value in logging.items() if name in declared},
    }


def _arns(region: str, arn: str, version: str) -> Properties:
    through = f"arn:aws:apigateway:{region}:lambda:path"
    qualified = f"{arn}:{version}"
    return {
        "arn": arn,
        "invokeArn": f"{through}/2015-03-31/functions/{arn}/invocations",
        "qualifiedArn": qualified,
        "qualifiedInvokeArn": f"{through}/2015-03-31/functions/{qualified}/invocations",
        "responseStreamingInvokeArn": (
            f"{through}/2021-11-15/functions/{arn}/response-streaming-invocations"
        ),
    }


def _reserve(client: Any, function: str, executions: int) -> None:
    """Reserve concurrency; -1 gives it back to the account."""
    if executions >= 0:
        client.put_function_concurrency(
            FunctionName=function, ReservedConcurrentExecutions=executions
        )
    else:
        client.delete_function_concurrency(FunctionName=function)
