"""What the program runs on besides the engine: the AWS plugin, and Python with its packages."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from berthcare.engine.call import ask
from berthcare.errors import BerthcareError
from berthcare.findings import Finding, Verdict

NAME = "plugins"
_ATTACHED = "PULUMI_DEBUG_PROVIDERS"
_SECONDS = 60.0
_PACKAGES = ("pulumi", "pulumi-aws", "twilio", "PyYAML")
"""What `__main__.py` and the provider import."""
_VERSIONS = (
    "import importlib.metadata as m, json, sys\n"
    "found = {d.metadata['Name'].lower().replace('_', '-'): d.version for d in m.distributions()}\n"
    "print(json.dumps({one: found.get(one.lower()) for one in sys.argv[1:]}))\n"
)
_INSTALL = "Type: make setup"


@dataclass(frozen=True)
class InstalledPlugins:
    """Versions, `None` where something is missing."""

    packages: Mapping[str, str | None]
    """The program's Python packages, in the environment that Pulumi.yaml names."""
    aws_plugins: tuple[str, ...]
    """Versions of the AWS plugin that the engine has."""
    aws_attached: bool
    """The engine is led to a running AWS provider instead (the embedded cloud's stand-in)."""


def installed_plugins(environ: Mapping[str, str], folder: Path) -> InstalledPlugins:
    """Ask Python and the engine. Raises `BerthcareError` where one cannot be asked."""
    packages = _packages(folder)
    if attached(environ.get(_ATTACHED, "")):
        return InstalledPlugins(packages, (), aws_attached=True)
    answer = ask(["plugin", "ls", "--json"], environ, folder, seconds=_SECONDS)
    listed = json.loads(answer.required("See for yourself: pulumi plugin ls"))
    versions = tuple(str(one.get("version", "")) for one in listed if one.get("name") == "aws")
    return InstalledPlugins(packages, versions, aws_attached=False)


def attached(providers: str) -> bool:
    """Whether `name:port,…` names the AWS provider."""
    return any(one.partition(":")[0].strip() == "aws" for one in providers.split(","))


def judge(found: InstalledPlugins) -> list[Finding]:
    """Judge what is installed."""
    missing = [name for name, version in found.packages.items() if version is None]
    if missing:
        what = f"The program's Python environment lacks {', '.join(missing)}."
        return [Finding(NAME, Verdict.FAILED, what, _INSTALL)]
    wanted = found.packages["pulumi-aws"]
    packages = ", ".join(f"{name} {version}" for name, version in found.packages.items())
    if found.aws_attached:
        what = f"{packages}; the AWS provider is the one that {_ATTACHED} leads to."
        return [Finding(NAME, Verdict.WELL, what)]
    if wanted in found.aws_plugins:
        return [Finding(NAME, Verdict.WELL, f"{packages}; AWS plugin {wanted}.")]
    there = ", ".join(found.aws_plugins) or "none"
    what = f"The engine has not the AWS plugin {wanted} (it has {there}) and will download it."
    remedy = f"Type: pulumi plugin install resource aws v{wanted}"
    return [Finding(NAME, Verdict.ATTENTION, what, remedy)]


def _packages(folder: Path) -> Mapping[str, str | None]:
    python = folder / _virtualenv(folder) / "bin" / "python"
    try:
        told = subprocess.run(
            [str(python), "-c", _VERSIONS, *_PACKAGES],
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        raise BerthcareError(f"The program's Python, {python}, cannot be run.", _INSTALL) from None
    versions: Mapping[str, str | None] = json.loads(told.stdout)
    return versions


def _virtualenv(folder: Path) -> str:
    """Return the virtual environment that Pulumi.yaml names. Raises `BerthcareError`."""
    try:
        project = yaml.safe_load((folder / "Pulumi.yaml").read_bytes())
        return str(project["runtime"]["options"]["virtualenv"])
    except (OSError, yaml.YAMLError, KeyError, TypeError):
        raise BerthcareError(
            "Pulumi.yaml cannot be read, or names no virtualenv.",
            "Run this in the project's folder.",
        ) from None
