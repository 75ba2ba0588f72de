"""The real engine refuses: by the pack, and by the guard where nobody asked for the pack.

The program makes a dynamic resource only, so no provider plugin is needed.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from localcloud.engine import Engine

ROOT = Path(__file__).parents[2]
PROGRAM = """
import os
import pulumi
from pulumi.dynamic import CreateResult, Resource, ResourceProvider
from policies.in_program import register_guard


class Provider(ResourceProvider):
    def create(self, props):
        return CreateResult("id", props)


class PhoneNumber(Resource, module="twilio", name="PhoneNumber"):
    def __init__(self, name, props, opts):
        super().__init__(Provider(), name, props, opts)


if "GUARDED" in os.environ:
    register_guard()
token = pulumi.Output.secret("x") if "MARKED" in os.environ else "x"
protected = pulumi.ResourceOptions(protect="PROTECTED" in os.environ)
PhoneNumber("voice", {"country": "CA", "auth_token": token}, protected)
if "TWICE" in os.environ:
    PhoneNumber("second", {"country": "CA", "auth_token": token}, protected)
"""
NOISE = ("Traceback", "Exception", "Error:", "rpc error", "Invoke callback", "KeyboardInterrupt")
Preview = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def preview(engine: Engine, tmp_path: Path) -> Preview:
    """Preview the program with these variables set and these arguments added."""
    program = tmp_path / "program"
    program.mkdir()
    (tmp_path / "state").mkdir()
    (program / "__main__.py").write_text(PROGRAM)
    (program / "Pulumi.yaml").write_text(
        f"name: rehearsal\nruntime:\n  name: python\n  options:\n    virtualenv: {sys.prefix}\n"
    )
    environ = {
        **{key: os.environ[key] for key in ("HOME", "LANG") if key in os.environ},
        "PATH": f"{engine.folder}{os.pathsep}{os.environ['PATH']}",
        "PULUMI_HOME": str(tmp_path / "home"),
        "PULUMI_BACKEND_URL": f"file://{tmp_path / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": "rehearsal",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [engine.path, *arguments, "--non-interactive"],
            cwd=program,
            env={**environ, **variables},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    created = run("stack", "init", "dev")
    assert created.returncode == 0, created.stderr
    return lambda *arguments, **variables: run("preview", *arguments, **variables)


@pytest.mark.engine
def test_the_pack_refuses_with_the_rule_and_its_remedy_and_passes_what_is_good(
    preview: Preview,
) -> None:
    pack = ("--policy-pack", str(ROOT / "policies"))

    refused = preview(*pack)
    assert refused.returncode != 0
    assert "[mandatory] [severity: critical]  phone-number-protected" in refused.stdout
    assert "Pass ResourceOptions(protect=True)." in refused.stdout
    assert "auth_token is not marked secret." in refused.stdout

    passed = preview(*pack, MARKED="1", PROTECTED="1")
    assert passed.returncode == 0, passed.stdout + passed.stderr


@pytest.mark.engine
def test_the_guard_refuses_without_the_pack_and_without_a_traceback(preview: Preview) -> None:
    refused = preview(GUARDED="1", MARKED="1")
    assert refused.returncode != 0
    assert "error: The policy refuses this resource:" in refused.stdout
    assert "phone-number-protected: voice (" in refused.stdout
    assert "Pass ResourceOptions(protect=True)." in refused.stdout
    for noise in NOISE:
        assert noise not in refused.stdout + refused.stderr

    passed = preview(GUARDED="1", MARKED="1", PROTECTED="1")
    assert passed.returncode == 0, passed.stdout + passed.stderr


@pytest.mark.engine
def test_two_refusals_are_both_told_and_followed_by_one_line(preview: Preview) -> None:
    refused = preview(GUARDED="1", MARKED="1", TWICE="1")
    assert refused.returncode != 0
    assert "phone-number-protected: voice (" in refused.stdout
    assert "phone-number-protected: second (" in refused.stdout
    diagnostics = refused.stdout.partition("Diagnostics:")[2]
    assert diagnostics.count("error: Refused by the policy") == 1
    for noise in NOISE:
        assert noise not in refused.stdout + refused.stderr
