"""The provider as the engine sees it: over gRPC, one connection a provider."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import any_pb2
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc, status_pb2

from localcloud.aws.server import serve
from localcloud.aws.wire import UNKNOWN, decode, encode
from localcloud.gateway.fixture import RunningAws

pytestmark = pytest.mark.cloud
ROOT = Path(__file__).parents[3]
KEY = "urn:pulumi:dev::test::component$aws:kms/key:Key::key"
VERSION = "urn:pulumi:dev::test::aws:secretsmanager/secretVersion:SecretVersion::version"
CANARY = "canary-" + "0123456789" * 2
GROUP = "urn:pulumi:dev::test::aws:cloudwatch/logGroup:LogGroup::group"


@pytest.fixture(scope="module")
def port(embedded_aws: RunningAws) -> Iterator[int]:
    server, bound = serve(0, embedded_aws.environment())
    yield bound
    server.stop(grace=0).wait()


@contextmanager
def provider(port: int, **settings: str) -> Iterator[Any]:
    """A connection of its own, configured, as the engine has one for each provider."""
    options = [("grpc.use_local_subchannel_pool", 1)]
    with grpc.insecure_channel(f"127.0.0.1:{port}", options=options) as channel:
        stub = provider_pb2_grpc.ResourceProviderStub(channel)
        if settings:
            stub.Configure(provider_pb2.ConfigureRequest(args=encode(settings)))
        yield stub


def test_providers_of_two_regions_share_the_process(port: int) -> None:
    with provider(port, region="ca-central-1") as here, provider(port, region="us-east-1") as there:
        answers = []
        for stub in (here, there):
            checked = stub.Check(provider_pb2.CheckRequest(urn=KEY, news=encode({})))
            created = stub.Create(provider_pb2.CreateRequest(urn=KEY, properties=checked.inputs))
            answers.append(decode(created.properties).values["arn"].split(":")[3])
    assert answers == ["ca-central-1", "us-east-1"]


def test_a_bad_input_is_a_check_failure_that_names_it(port: int) -> None:
    with provider(port, region="ca-central-1") as stub:
        answer = stub.Check(
            provider_pb2.CheckRequest(urn=KEY, news=encode({"enableKeyRotation": "yes"}))
        )
    assert [failure.property for failure in answer.failures] == ["enableKeyRotation"]


def test_checked_inputs_keep_what_is_secret(port: int) -> None:
    news = encode({"secretId": UNKNOWN, "secretString": "value"}, secrets={"secretString"})
    with provider(port, region="ca-central-1") as stub:
        answer = stub.Check(provider_pb2.CheckRequest(urn=VERSION, news=news))
    assert decode(answer.inputs).secrets == {"secretString"}
    assert decode(answer.inputs).values["secretId"] == UNKNOWN


def test_a_preview_creates_nothing_and_marks_secrets(port: int, embedded_aws: RunningAws) -> None:
    secrets = embedded_aws.client("secretsmanager")
    before = len(secrets.list_secrets()["SecretList"])
    with provider(port, region="ca-central-1") as stub:
        answer = stub.Create(
            provider_pb2.CreateRequest(
                urn=VERSION,
                properties=encode({"secretId": "s", "secretString": "value"}),
                preview=True,
            )
        )
    outputs = decode(answer.properties)
    assert answer.id == ""
    assert outputs.values["versionId"] == UNKNOWN
    assert "secretString" in outputs.secrets
    assert len(secrets.list_secrets()["SecretList"]) == before


def test_an_unknown_type_is_refused_by_its_token(port: int) -> None:
    urn = "urn:pulumi:dev::test::aws:sns/smsPreferences:SmsPreferences::texts"
    with provider(port, region="ca-central-1") as stub, pytest.raises(grpc.RpcError) as refusal:
        stub.Check(provider_pb2.CheckRequest(urn=urn, news=encode({})))
    assert "aws:sns/smsPreferences:SmsPreferences" in str(refusal.value)


def test_a_connection_that_was_never_configured_is_refused(port: int) -> None:
    with provider(port) as stub, pytest.raises(grpc.RpcError, match="never configured"):
        stub.Create(provider_pb2.CreateRequest(urn=KEY, properties=encode({})))


def test_a_half_made_resource_is_handed_to_the_engine(port: int) -> None:
    inputs = encode({"name": "half-made", "retentionInDays": 17, "skipDestroy": False})
    with provider(port, region="ca-central-1") as stub, pytest.raises(grpc.RpcError) as refusal:
        stub.Create(provider_pb2.CreateRequest(urn=GROUP, properties=inputs))
    metadata: Any = refusal.value.trailing_metadata()
    status = status_pb2.Status.FromString(dict(metadata)["grpc-status-details-bin"])
    detail = provider_pb2.ErrorResourceInitFailed()
    packed: any_pb2.Any = status.details[0]
    assert packed.Unpack(detail)
    assert detail.id == "half-made"
    assert "retentionInDays" in detail.reasons[0]


def test_a_resource_that_is_gone_reads_as_empty(port: int) -> None:
    with provider(port, region="ca-central-1") as stub:
        answer = stub.Read(
            provider_pb2.ReadRequest(
                urn=KEY, id="00000000-0000-0000-0000-000000000000", inputs=encode({})
            )
        )
    assert answer.id == ""


@pytest.mark.parametrize(
    ("olds", "news", "replaces"),
    [
        ({"region": "ca-central-1"}, {"region": "ca-west-1"}, ["region"]),
        ({"region": "ca-central-1"}, {"region": "ca-central-1", "defaultTags": "{}"}, []),
    ],
)
def test_only_a_new_region_replaces_a_provider(
    port: int, olds: dict[str, str], news: dict[str, str], replaces: list[str]
) -> None:
    with provider(port) as stub:
        answer = stub.DiffConfig(
            provider_pb2.DiffRequest(old_inputs=encode(olds), news=encode(news))
        )
    assert list(answer.replaces) == replaces
    assert answer.changes == provider_pb2.DiffResponse.DIFF_SOME


@pytest.mark.parametrize("setting", ["profile", "accessKey", "secretKey", "token"])
def test_a_provider_setting_that_would_do_nothing_is_refused_without_its_value(
    port: int, setting: str
) -> None:
    news = encode({"region": "ca-central-1", setting: CANARY})
    with provider(port) as stub, pytest.raises(grpc.RpcError) as refusal:
        stub.CheckConfig(provider_pb2.CheckRequest(news=news))
    assert f"{setting} is not honoured" in str(refusal.value)
    assert CANARY not in str(refusal.value)


def test_a_bad_secret_input_is_refused_without_its_value(port: int) -> None:
    news = encode({"secretId": "s", "secretString": [CANARY]})
    with provider(port, region="ca-central-1") as stub:
        answer = stub.Check(provider_pb2.CheckRequest(urn=VERSION, news=news))
    (failure,) = answer.failures
    assert failure.property == "", "the engine shows the value of the property that is named"
    assert failure.reason.startswith("secretString ")
    assert CANARY not in failure.reason


def test_the_first_line_of_the_process_is_its_port(embedded_aws: RunningAws) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "localcloud.aws", "--port", "0"],
        cwd=ROOT,
        env={**os.environ, **embedded_aws.environment()},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        bound = int(process.stdout.readline())
        with provider(bound) as stub:
            assert stub.Handshake(provider_pb2.ProviderHandshakeRequest()).accept_secrets
        process.terminate()
        assert process.wait(10) == 0


def test_the_process_refuses_to_start_without_an_endpoint() -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    finished = subprocess.run(
        [sys.executable, "-m", "localcloud.aws"],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 2
    assert "AWS_ENDPOINT_URL is not set" in finished.stderr
    assert finished.stdout == ""
