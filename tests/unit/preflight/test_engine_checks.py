"""Engine, plugins and state backend: what each refuses."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.findings import Finding, Verdict
from berthcare.preflight import engine_version, plugins, state_backend
from berthcare.preflight.plugins import InstalledPlugins, attached, installed_plugins

STAGING = Environment.STAGING
BUCKET = "s3://the-state?region=ca-central-1"
KEY = "awskms://alias/the-key?region=ca-central-1"
PACKAGES = {"pulumi": "3.1.0", "pulumi-aws": "7.2.0", "twilio": "9.3.0"}


def verdicts(found: Sequence[Finding]) -> list[Verdict]:
    return [finding.verdict for finding in found]


@pytest.mark.parametrize(
    ("version", "required", "verdict"),
    [
        ("3.259.0", ">=3.200.0", Verdict.WELL),
        ("3.200.0", ">=3.200.0", Verdict.WELL),
        ("3.99.0", ">=3.200.0", Verdict.FAILED),
        ("2.300.0", ">=3.200.0", Verdict.FAILED),
        ("3.259.0", "<4", Verdict.UNKNOWN),
        ("dev", ">=3.200.0", Verdict.UNKNOWN),
    ],
)
def test_an_engine_is_as_new_as_the_project_asks(
    version: str, required: str, verdict: Verdict
) -> None:
    assert verdicts(engine_version.judge(version, required)) == [verdict]


def test_a_folder_without_a_project_names_no_version(tmp_path: Path) -> None:
    with pytest.raises(BerthcareError, match="requiredPulumiVersion"):
        engine_version.required_version(tmp_path)


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (InstalledPlugins(PACKAGES, ("7.2.0",), aws_attached=False), Verdict.WELL),
        (InstalledPlugins(PACKAGES, (), aws_attached=True), Verdict.WELL),
        (InstalledPlugins(PACKAGES, ("6.0.0",), aws_attached=False), Verdict.ATTENTION),
        (
            InstalledPlugins({**PACKAGES, "twilio": None}, ("7.2.0",), aws_attached=False),
            Verdict.FAILED,
        ),
    ],
)
def test_the_plugin_and_the_packages_are_there(found: InstalledPlugins, verdict: Verdict) -> None:
    assert verdicts(plugins.judge(found)) == [verdict]


def test_a_missing_plugin_is_told_with_its_version() -> None:
    (finding,) = plugins.judge(InstalledPlugins(PACKAGES, (), aws_attached=False))

    assert finding.remedy == "Type: pulumi plugin install resource aws v7.2.0"


def test_the_embedded_cloud_s_provider_is_recognised() -> None:
    assert attached("random:1,aws:4000")
    assert not attached("")
    assert not attached("aws-native:4000")


def test_a_virtual_environment_that_is_not_there_is_told(tmp_path: Path) -> None:
    text = "runtime:\n  name: python\n  options:\n    virtualenv: .venv\n"
    (tmp_path / "Pulumi.yaml").write_text(text)

    with pytest.raises(BerthcareError, match="make setup"):
        installed_plugins({}, tmp_path)


def backend(
    url: str = BUCKET,
    stacks: set[str] | None = None,
    provider: str = KEY,
    environ: dict[str, str] | None = None,
) -> list[Finding]:
    known = {"staging"} if stacks is None else stacks
    return state_backend.judge(url, known, provider, STAGING, environ or {})


def test_a_state_in_canada_with_its_stack_is_well() -> None:
    assert verdicts(backend()) == [Verdict.WELL]


def test_a_bucket_without_a_region_goes_by_the_environment() -> None:
    assert verdicts(backend("s3://the-state", environ={"AWS_REGION": "ca-central-1"})) == [
        Verdict.WELL
    ]
    assert verdicts(backend("s3://the-state")) == [Verdict.FAILED]


@pytest.mark.parametrize("url", ["https://api.pulumi.com", "file:///home", "gs://the-state"])
def test_a_state_that_may_lie_elsewhere_wants_attention(url: str) -> None:
    (finding,) = backend(url)

    assert finding.verdict is Verdict.ATTENTION
    assert "outside Canada" in finding.what


def test_a_bucket_in_another_region_fails() -> None:
    assert verdicts(backend("s3://the-state?region=us-east-1")) == [Verdict.FAILED]


@pytest.mark.parametrize("provider", ["", "passphrase", "awskms://alias/x?region=us-east-1"])
def test_secrets_that_no_key_in_canada_encrypts_fail(provider: str) -> None:
    (finding,) = backend(provider=provider)

    assert finding.verdict is Verdict.FAILED
    assert "change-secrets-provider --stack staging" in str(finding.remedy)


def test_a_stack_that_is_not_there_is_told_with_the_command_that_makes_it() -> None:
    (finding,) = backend(stacks={"production"})

    assert finding.verdict is Verdict.FAILED
    assert "berthcare setup staging" in str(finding.remedy)


def test_the_secrets_provider_is_that_of_the_stack_s_file(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.staging.yaml").write_text(f"secretsprovider: {KEY}\n")

    assert state_backend.secrets_provider(STAGING, tmp_path) == KEY


def test_a_stack_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BerthcareError, match=r"git checkout -- Pulumi\.staging\.yaml"):
        state_backend.secrets_provider(STAGING, tmp_path)
