"""A program under the real engine, attached to the stand-in: the whole life of a stack."""

import base64
import hashlib
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from localcloud.engine import Engine
from localcloud.gateway.fixture import RunningAws
from tests.pulumi_project import PIP_DOUBLE

pytestmark = pytest.mark.engine
ROOT = Path(__file__).parents[3]
CANARY = "canary-" + "0123456789" * 2
PROJECT = f"""
name: stand-in
runtime:
  name: python
  options:
    virtualenv: {sys.prefix}
"""
CONFIGURATION = """
config:
  aws:region: ca-central-1
  aws:defaultTags:
    tags:
      Project: test
"""
PROGRAM = """
import json
import os

import pulumi
import pulumi_aws as aws

config = pulumi.Config()
owner = {"Owner": config.require("owner")}
key = aws.kms.Key("key", enable_key_rotation=True, tags=owner)
secret = aws.secretsmanager.Secret(
    "secret", name=config.require("secret"), kms_key_id=key.arn, recovery_window_in_days=7
)
version = aws.secretsmanager.SecretVersion(
    "version", secret_id=secret.id, secret_string=pulumi.Output.secret(os.environ["CANARY"])
)
trust = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "lambda.amazonaws.com"},
        }
    ],
}
role = aws.iam.Role("role", assume_role_policy=json.dumps(trust))
aws.lambda_.Function(
    "function",
    name="engine",
    role=role.arn,
    runtime="python3.12",
    handler="main.handle",
    code=pulumi.FileArchive("pack/code.zip"),
)
policy = aws.secretsmanager.SecretPolicy(
    "policy",
    secret_arn=secret.arn,
    policy=pulumi.Output.json_dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": role.arn},
                    "Action": "secretsmanager:GetSecretValue",
                    "Resource": "*",
                }
            ],
        }
    ),
)
elsewhere = aws.Provider("elsewhere", region="us-east-1", default_tags={"tags": {"Where": "east"}})
other = aws.kms.Key("other", opts=pulumi.ResourceOptions(provider=elsewhere))
pulumi.export("account", aws.get_caller_identity().account_id)
pulumi.export("secret_name", secret.name)
pulumi.export("other_arn", other.arn)
pulumi.export("other_tags", other.tags_all)
pulumi.export("value", version.secret_string)
"""
RESOURCES = 9
"""The stack, an explicit provider and seven AWS resources; the default provider is not counted."""


@dataclass(frozen=True)
class Stack:
    """A stack of the program, driven with the engine's command line."""

    engine: Engine
    directory: Path
    environ: dict[str, str]

    def attempt(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.engine.path, *arguments, "--non-interactive"],
            cwd=self.directory,
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )

    def run(self, *arguments: str) -> str:
        finished = self.attempt(*arguments)
        assert finished.returncode == 0, finished.stdout + finished.stderr
        return finished.stdout

    def change(self, command: str, **config: str) -> dict[str, int]:
        """Run a command that changes the stack and return what it counted."""
        given = [f"--config={key}={value}" for key, value in config.items()]
        self.run(command, "--yes", "--skip-preview", *given)
        history = json.loads(self.run("stack", "history", "--json"))
        changes: dict[str, int] = history[0]["resourceChanges"]
        return changes

    def pack(self, source: str) -> str:
        """Write the function's archive; return its hash as AWS tells it."""
        file = self.directory / "pack" / "code.zip"
        file.parent.mkdir(exist_ok=True)
        with zipfile.ZipFile(file, "w") as packed:
            packed.writestr("main.py", source)
        return base64.b64encode(hashlib.sha256(file.read_bytes()).digest()).decode()

    def outputs(self) -> dict[str, Any]:
        outputs: dict[str, Any] = json.loads(self.run("stack", "output", "--json"))
        return outputs


@pytest.fixture
def stack(engine: Engine, embedded_aws: RunningAws, tmp_path: Path) -> Iterator[Stack]:
    process = subprocess.Popen(
        [sys.executable, "-m", "localcloud.aws", "--port", "0"],
        cwd=ROOT,
        env={**os.environ, **embedded_aws.environment()},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        environ = {
            **os.environ,
            **embedded_aws.environment(),
            "CANARY": CANARY,
            "PATH": os.pathsep.join([str(engine.folder), os.environ["PATH"]]),
            "PYTHONPATH": str(PIP_DOUBLE),
            "PULUMI_BACKEND_URL": f"file://{tmp_path}",
            "PULUMI_CONFIG_PASSPHRASE": "test",
            "PULUMI_DEBUG_PROVIDERS": f"aws:{port}",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_HOME": str(tmp_path / "home"),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }
        environ.pop("PULUMI_OPTION_POLICY_PACK", None)
        (tmp_path / "Pulumi.yaml").write_text(PROJECT)
        (tmp_path / "__main__.py").write_text(PROGRAM)
        made = Stack(engine, tmp_path, environ)
        made.run("stack", "init", "dev")
        with (tmp_path / "Pulumi.dev.yaml").open("a") as file:
            file.write(CONFIGURATION)
        yield made
        process.terminate()


def test_a_stack_is_created_kept_changed_replaced_refreshed_and_destroyed(
    stack: Stack, embedded_aws: RunningAws
) -> None:
    def code() -> str:
        """The hash of the function's code, as AWS tells it."""
        found = embedded_aws.client("lambda").get_function(FunctionName="engine")
        return str(found["Configuration"]["CodeSha256"])

    first_code = stack.pack("one = 1")
    assert stack.change("up", owner="one", secret="engine/first") == {"create": RESOURCES}
    assert code() == first_code
    outputs = stack.outputs()
    assert outputs["other_arn"].startswith("arn:aws:kms:us-east-1:")
    assert outputs["other_tags"] == {"Where": "east"}
    assert outputs["value"] == "[secret]"
    state = stack.run("stack", "export")
    assert CANARY not in state

    assert stack.change("up") == {"same": RESOURCES}
    second_code = stack.pack("two = 2")
    assert stack.change("up", owner="two") == {"same": RESOURCES - 2, "update": 2}
    assert code() == second_code

    renamed = stack.change("up", secret="engine/second")
    assert renamed["replace"] == 3
    secrets = embedded_aws.client("secretsmanager")
    assert secrets.get_secret_value(SecretId="engine/second")["SecretString"] == CANARY

    kms = embedded_aws.client("kms")
    (key,) = [
        resource
        for resource in json.loads(stack.run("stack", "export"))["deployment"]["resources"]
        if resource["urn"].endswith("::key")
    ]
    kms.disable_key_rotation(KeyId=key["id"])
    secrets.delete_resource_policy(SecretId="engine/second")
    refreshed = stack.change("refresh")
    assert refreshed["update"] == 1
    assert refreshed["delete"] == 1
    assert stack.change("up") == {"same": RESOURCES - 2, "create": 1, "update": 1}
    assert kms.get_key_rotation_status(KeyId=key["id"])["KeyRotationEnabled"] is True

    assert stack.change("destroy") == {"delete": RESOURCES}
    assert kms.describe_key(KeyId=key["id"])["KeyMetadata"]["KeyState"] == "PendingDeletion"


def test_a_credential_among_the_settings_is_refused_and_shown_nowhere(stack: Stack) -> None:
    stack.run("config", "set", "--plaintext", "aws:secretKey", CANARY)
    given = ("--config", "owner=any", "--config", "secret=any")
    pack = ("--policy-pack", str(ROOT / "policies"))
    refused = stack.attempt("preview", *given, *pack)
    shown = refused.stdout + refused.stderr
    assert refused.returncode != 0
    assert "secretKey is not honoured" in shown
    assert CANARY not in shown
    assert "region is not set" not in shown
