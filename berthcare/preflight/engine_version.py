"""Whether the engine is as new as the project asks."""

import re
from pathlib import Path

import yaml

from berthcare.errors import BerthcareError
from berthcare.findings import Finding, Verdict

NAME = "engine"
_AT_LEAST = re.compile(r">=\s*(\d+)\.(\d+)\.(\d+)")
_VERSION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)")


def required_version(folder: Path) -> str:
    """Return `requiredPulumiVersion` of Pulumi.yaml. Raises `BerthcareError`."""
    try:
        return str(yaml.safe_load((folder / "Pulumi.yaml").read_bytes())["requiredPulumiVersion"])
    except (OSError, yaml.YAMLError, KeyError, TypeError):
        raise BerthcareError(
            "Pulumi.yaml cannot be read, or names no requiredPulumiVersion.",
            "Run this in the project's folder.",
        ) from None


def judge(version: str, required: str) -> list[Finding]:
    """Compare a version with `>=X.Y.Z`, the one form that the project uses."""
    wanted, there = _AT_LEAST.fullmatch(required.strip()), _VERSION.match(version)
    if wanted is None or there is None:
        what = f"The engine is {version}; whether that is {required} cannot be told here."
        return [Finding(NAME, Verdict.UNKNOWN, what, "Type: pulumi preview   (it checks itself)")]
    if [int(one) for one in there.groups()] < [int(one) for one in wanted.groups()]:
        what = f"The engine is {version}, and Pulumi.yaml asks for {required}."
        remedy = "Install a newer one: https://www.pulumi.com/docs/iac/download-install/"
        return [Finding(NAME, Verdict.FAILED, what, remedy)]
    return [Finding(NAME, Verdict.WELL, f"The engine is {version} ({required} is asked for).")]
