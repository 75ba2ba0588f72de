"""Where the Pulumi engine comes from, in a fixed order.

1. `$PULUMI_ENGINE_DIR`, 2. `pulumi` on `PATH`, 3. `../shared/pulumi/bin` beside the checkout (a
tool folder of build agents without internet), 4. what the official installer put into the cache
before, 5. the official installer. A candidate counts only if it runs on this machine.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from berthcare.errors import BerthcareError

DIRECTORY_VARIABLE = "PULUMI_ENGINE_DIR"
NO_INSTALL_VARIABLE = "BERTHCARE_NO_ENGINE_INSTALL"
SHIM_MARK = "localcloud.pulumi_shim"
"""Stands in every shim: the shim is not taken for an engine."""

_LANGUAGE_HOST = "pulumi-language-python"
_VERSION_SECONDS = 30.0
_REACH_SECONDS = 10.0
_INSTALL_SECONDS = 300.0


@dataclass(frozen=True)
class Engine:
    """A Pulumi engine that runs here."""

    path: Path
    version: str
    """Without the leading `v`, as `3.259.0`."""
    source: str
    """Where it was found, for a person."""

    @property
    def folder(self) -> Path:
        """The folder to put on `PATH`: its language host lies beside it."""
        return self.path.parent


class EngineNotFoundError(BerthcareError):
    """No Pulumi engine can be had; the text is one paragraph with all that was tried."""


def find_engine(repository: Path, environ: Mapping[str, str]) -> Engine:
    """Return the first engine that runs here, installing one where that is the last resort.

    Raises EngineNotFoundError. Offline this is known after about ten seconds; with
    `BERTHCARE_NO_ENGINE_INSTALL=1` nothing is downloaded.
    """
    tried: list[str] = []
    for path, source in _candidates(repository, environ):
        outcome = _examine(path, source)
        if isinstance(outcome, Engine):
            return outcome
        tried.append(outcome)
    if environ.get(NO_INSTALL_VARIABLE) == "1":
        tried.append(f"the official installer (left out: {NO_INSTALL_VARIABLE}=1)")
    else:
        outcome = _install(_cache(repository), environ)
        if isinstance(outcome, Engine):
            return outcome
        tried.append(outcome)
    raise EngineNotFoundError(
        f"No Pulumi engine can be had here. Tried: {'; '.join(tried)}.",
        f"Put the folder that holds `pulumi` on PATH or into {DIRECTORY_VARIABLE} "
        "(https://www.pulumi.com/docs/iac/download-install/), then type the same command again.",
    )


def engine_on_path(environ: Mapping[str, str]) -> Path:
    """Return the first `pulumi` on `PATH` that is no shim. Raises EngineNotFoundError."""
    path = _on_path(environ.get("PATH", ""))
    if not path.is_absolute():
        raise EngineNotFoundError(
            "No Pulumi engine is on PATH.",
            f"Put its folder on PATH or into {DIRECTORY_VARIABLE}, then type `make up` and "
            "`. .localcloud/env` again.",
        )
    return path


def _candidates(repository: Path, environ: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    if folder := environ.get(DIRECTORY_VARIABLE):
        yield Path(folder).absolute() / "pulumi", f"${DIRECTORY_VARIABLE}"
    yield _on_path(environ.get("PATH", "")), "PATH"
    yield repository.parent / "shared" / "pulumi" / "bin" / "pulumi", "../shared/pulumi/bin"
    yield _cache(repository) / "bin" / "pulumi", "an earlier installation"


def _cache(repository: Path) -> Path:
    """Return the installation folder: ignored by git, and kept by `make down`."""
    return repository / ".cache" / "pulumi"


def _on_path(search_path: str) -> Path:
    for folder in filter(None, search_path.split(os.pathsep)):
        candidate = Path(folder).absolute() / "pulumi"
        if os.access(candidate, os.X_OK) and candidate.is_file() and not _is_shim(candidate):
            return candidate
    return Path("pulumi")


def _is_shim(path: Path) -> bool:
    with path.open("rb") as file:
        return SHIM_MARK.encode() in file.read(2000)


def _examine(path: Path, source: str) -> Engine | str:
    """Return the engine, or why this candidate is none."""
    if not path.is_file():
        return f"{source} (none there)"
    if not (path.parent / _LANGUAGE_HOST).is_file():
        return f"{source} (`{_LANGUAGE_HOST}` is missing beside {path})"
    try:
        version = _ask_version(path)
    except (OSError, subprocess.SubprocessError) as error:
        return f"{source} ({path} does not run here: {type(error).__name__})"
    return Engine(path, version, source)


def _ask_version(path: Path) -> str:
    # The engine keeps a log of each command, this one too: not in the person's own home.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        answer = subprocess.run(
            [path, "version"],
            capture_output=True,
            text=True,
            timeout=_VERSION_SECONDS,
            check=True,
            env={**os.environ, "PULUMI_HOME": scratch, "PULUMI_SKIP_UPDATE_CHECK": "true"},
        )
    return answer.stdout.strip().removeprefix("v")


def _install(target: Path, environ: Mapping[str, str]) -> Engine | str:
    source = "the official installer"
    failure = _installer("reach", target, environ, _REACH_SECONDS) or _installer(
        "install", target, environ, _INSTALL_SECONDS
    )
    if failure:
        return f"{source} ({failure})"
    return _examine(target / "bin" / "pulumi", source)


def _installer(step: str, target: Path, environ: Mapping[str, str], seconds: float) -> str:
    """Run one step of the installer; return why it failed, or an empty text."""
    try:
        subprocess.run(
            [sys.executable, "-m", "localcloud.engine_installer", step, str(target)],
            env=dict(environ),
            capture_output=True,
            text=True,
            timeout=seconds,
            check=True,
        )
    except subprocess.TimeoutExpired:
        return f"no answer within {seconds:.0f} s"
    except subprocess.CalledProcessError as error:
        said: list[str] = error.stderr.strip().splitlines()
        return said[-1] if said else f"status {error.returncode}"
    return ""
