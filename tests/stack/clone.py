"""A clone of this project with a commit of its own, and an embedded cloud to deploy it on."""

import json
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from berthcare.engine.stack_lock import StackLock
from berthcare.names import PROJECT
from tests.stack.embedded import ROOT, EmbeddedCloud, Ran, run

_STATE = f".pulumi/stacks/{PROJECT}/staging.json"
_NOT_COMMITTED = shutil.ignore_patterns("__pycache__")
_MAKE = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")
_LOCKS = f".pulumi/locks/organization/{PROJECT}/staging/"


@dataclass(frozen=True)
class Clone:
    """A clone of this project with a commit of its own, and a cloud with nothing deployed."""

    folder: Path
    cloud: EmbeddedCloud

    def make(self, command: str, **changed: str) -> Ran:
        """Run a line of a workflow, such as `make plan STACK=staging`."""
        # By another path to its Python a cloud takes its processes for older ones.
        line = [*shlex.split(command), f"VENV={sys.prefix}"]
        return run(line, {**self.environment, **changed}, self.folder)

    def copy(self, *names: str) -> None:
        """Have these files and folders in its commits as they are, and not as links to them."""
        for name in names:
            copied, original = self.folder / name, ROOT / name
            copied.unlink()
            if original.is_dir():
                shutil.copytree(original, copied, ignore=_NOT_COMMITTED)
            else:
                shutil.copy(original, copied)

    @property
    def environment(self) -> dict[str, str]:
        """The shell of a job: led to the cloud, not a child of the `make` that runs the tests."""
        kept = {name: value for name, value in self.cloud.environment.items() if name not in _MAKE}
        return {**kept, "CI": "true", "CLOUD": str(self.cloud.directory)}

    def berthcare(self, *arguments: str) -> Ran:
        """Run `berthcare` in it, as a CI would."""
        command = [sys.executable, "-m", "berthcare", *arguments]
        return run(command, self.cloud.environment, self.folder)

    def git(self, *arguments: str) -> None:
        """Run `git` in it, as nobody in particular."""
        who = ("-c", "user.name=tests", "-c", "user.email=tests@example.com")
        subprocess.run(
            ["git", *who, *arguments], cwd=self.folder, check=True, capture_output=True, timeout=30
        )

    @property
    def bucket(self) -> str:
        """The bucket of the state."""
        return urlsplit(self.cloud.environment["PULUMI_BACKEND_URL"]).netloc

    def stored(self, key: str) -> dict[str, Any]:
        """Return a JSON object of the state's bucket."""
        held = self.cloud.aws("s3").get_object(Bucket=self.bucket, Key=key)["Body"].read()
        found: dict[str, Any] = json.loads(held)
        return found

    def locks(self) -> list[StackLock]:
        """Return the locks on staging."""
        listed = self.cloud.aws("s3").list_objects_v2(Bucket=self.bucket, Prefix=_LOCKS)
        held = [self.stored(entry["Key"]) for entry in listed.get("Contents", [])]
        return [StackLock(one["pid"], one["username"], one["hostname"], "") for one in held]

    def state(self) -> dict[str, Any]:
        """Return the state of staging."""
        latest: dict[str, Any] = self.stored(_STATE)["checkpoint"]["latest"]
        return latest

    def has(self, *types: str) -> bool:
        """Whether the state has a resource of each of these types."""
        return {*types} <= {resource["type"] for resource in self.state().get("resources", [])}

    def permissions_used_by(self, role: str) -> set[str]:
        """Return the actions that the gateway allowed a role, by whatever program."""
        url = f"{self.environment['AWS_ENDPOINT_URL']}/_gateway/used-permissions"
        by_program = requests.get(url, timeout=10).json()[role]
        return {action for actions in by_program.values() for action in actions}

    def begin_again(self, *types: str) -> None:
        """Let the state say of these what it says where the engine is killed a moment earlier.

        The resource is there at AWS, and so is what was made after it, of which the state knows
        nothing.
        """
        kept, held = self.stored(_STATE), self.state()
        begun: list[dict[str, Any]] = []
        known: list[dict[str, Any]] = []
        for resource in held["resources"]:
            lost = {one["urn"] for one in begun}
            needs = {*resource.get("dependencies", [])}
            if resource["type"] in types or needs & lost:
                begun.append(
                    {name: resource[name] for name in resource if name not in ("id", "outputs")}
                )
            else:
                known.append(resource)
        held["resources"] = known
        held.setdefault("pending_operations", []).extend(
            {"type": "creating", "resource": resource} for resource in begun
        )
        kept["checkpoint"]["latest"] = held
        self.cloud.aws("s3").put_object(
            Bucket=self.bucket, Key=_STATE, Body=json.dumps(kept).encode()
        )
