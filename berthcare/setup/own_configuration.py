"""Reads what a stack's own file holds, without the defaults that `Pulumi.yaml` declares.

The engine's listing mixes the two. In a project of the same name that declares nothing it lists the
stack's file alone; the file is copied there as it is, so its secrets stay encrypted on disk.
"""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from berthcare.engine.engine import Engine
from berthcare.environments import Environment
from berthcare.names import PROJECT
from berthcare.residency import REGION
from berthcare.setup.stack_memory import StackMemory

_CONFIG_FILE = "PULUMI_OPTION_CONFIG_FILE"
_BARE_PROJECT = f"name: {PROJECT}\nruntime: python\n"


def read_memory(
    environment: Environment, environ: Mapping[str, str], folder: Path = Path()
) -> StackMemory:
    """Return what the stack's file holds. Raises `BerthcareError` where the engine cannot tell."""
    file = folder / f"Pulumi.{environment}.yaml"
    with tempfile.TemporaryDirectory(prefix="berthcare-setup-") as made:
        bare = Path(made)
        (bare / "Pulumi.yaml").write_text(_BARE_PROJECT, encoding="utf-8")
        if file.is_file():
            shutil.copy(file, bare / file.name)
        found = Engine(environment, _led(environ, folder), bare).configuration()
    own = {
        key.removeprefix(f"{PROJECT}:"): one
        for key, one in found.items()
        if key.startswith(f"{PROJECT}:") and one.value is not None
    }
    region = found.get("aws:region")
    return StackMemory(
        {key: one.value for key, one in own.items() if one.value is not None},
        frozenset(key for key, one in own.items() if one.secret),
        REGION if region is None or region.value is None else region.value,
    )


def _led(environ: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Let a file that the caller named be found from another folder, too."""
    named = environ.get(_CONFIG_FILE)
    if not named:
        return dict(environ)
    return {**environ, _CONFIG_FILE: str((folder / named).absolute())}
