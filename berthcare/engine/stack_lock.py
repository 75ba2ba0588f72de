"""The locks of a stack: who changes it, or did, and was killed.

Layout of the engine's own backends (`pkg/backend/diy` of pulumi/pulumi), below the folder or the
bucket that the backend's URL names:

    .pulumi/locks/organization/PROJECT/STACK/ID.json
    {"pid": 4711, "username": "deployer", "hostname": "runner-1", "timestamp": "2026-01-31T…Z"}
"""

import json
import shlex
import socket
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from berthcare import state_layout
from berthcare.aws_client import PATIENCE
from berthcare.aws_refusal import refusal
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.names import PROJECT
from berthcare.residency import REGION

_PS_SECONDS = 10
_ENGINE = "pulumi"
_PATH_STYLE = ("s3ForcePathStyle", "use_path_style")
_WITHOUT_TLS = ("disableSSL", "disable_https")
_RELEASED = "NoSuchKey"


@dataclass(frozen=True)
class StackLock:
    """A lock that an engine run holds, or left behind."""

    pid: int
    username: str
    hostname: str
    since: str
    """When it was taken, as the engine wrote it (UTC)."""

    @property
    def holder(self) -> str:
        """Who holds it, as `deployer@runner-1 (pid 4711), since 2026-01-31 04:05:06 UTC`."""
        moment = self.since[:19].replace("T", " ")
        return f"{self.username}@{self.hostname} (pid {self.pid}), since {moment} UTC"

    @property
    def is_of_this_machine(self) -> bool:
        """Whether its holder ran here, where one can look whether it still does."""
        return self.hostname == socket.gethostname()

    def runs_here(self) -> bool:
        """Tell whether its holder runs on this machine: the pid is an engine's."""
        return self.is_of_this_machine and _program(self.pid).startswith(_ENGINE)


def locks_of(
    backend: str, environment: Environment, environ: Mapping[str, str]
) -> tuple[StackLock, ...]:
    """Return who holds the environment's stack, in the backend of this URL.

    Raises `BerthcareError` where it cannot be read, or is neither `s3://` nor `file://`.
    """
    parts = urlsplit(backend)
    place = state_layout.locks_of(PROJECT, environment.value)
    if parts.scheme == "s3":
        return tuple(_lock(text) for text in _objects(parts, place, environ))
    if parts.scheme == "file":
        return tuple(_lock(text) for text in _files(parts, place))
    raise BerthcareError(
        f"The locks of the backend {backend} cannot be read: it is neither s3:// nor file://.",
        f"Ask who deploys. If nobody does, type: pulumi cancel --stack {environment}",
    )


def _lock(text: bytes) -> StackLock:
    try:
        told = json.loads(text)
        return StackLock(
            int(told["pid"]), str(told["username"]), str(told["hostname"]), str(told["timestamp"])
        )
    except (ValueError, KeyError, TypeError):
        # It locks the stack none the less.
        return StackLock(0, "somebody", "a machine that the lock does not tell", "")


def _objects(parts: SplitResult, place: str, environ: Mapping[str, str]) -> Iterator[bytes]:
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    prefix = f"{parts.path.strip('/')}/{place}".lstrip("/")
    by_path = _is_asked(asked, _PATH_STYLE)
    style: Literal["path", "auto"] = "path" if by_path else "auto"
    try:
        session = boto3.Session(
            profile_name=asked.get("profile"), region_name=asked.get("region", REGION)
        )
        s3 = session.client(
            "s3",
            endpoint_url=_endpoint(asked),
            config=PATIENCE.merge(Config(s3={"addressing_style": style})),
        )
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket=parts.netloc, Prefix=prefix)
        keys = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
        yield from (held for key in keys if (held := _object(s3, parts.netloc, key)) is not None)
    except (BotoCoreError, ClientError) as error:
        raise refusal("The locks of the stack cannot be read", error, environ) from None
    except ValueError:
        raise BerthcareError(
            f"The locks of the stack cannot be read: {asked.get('endpoint')} is no endpoint.",
            "See the backend's URL: pulumi whoami --verbose",
        ) from None


def _object(s3: Any, bucket: str, key: str) -> bytes | None:
    """Return what a listed object holds, `None` where it was deleted since: the lock is off."""
    try:
        held: bytes = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    except ClientError as error:
        if error.response["Error"]["Code"] == _RELEASED:
            return None
        raise
    return held


def _is_asked(asked: Mapping[str, str], names: tuple[str, ...]) -> bool:
    return any(asked.get(name) == "true" for name in names)


def _endpoint(asked: Mapping[str, str]) -> str | None:
    """Return the endpoint with its scheme, which the engine lets one leave out."""
    told = asked.get("endpoint")
    if told is None or "://" in told:
        return told
    return f"{'http' if _is_asked(asked, _WITHOUT_TLS) else 'https'}://{told}"


def _files(parts: SplitResult, place: str) -> Iterator[bytes]:
    # `file://~` and `file://./folder` are the engine's own spellings.
    root = Path(unquote(f"{parts.netloc}{parts.path}")).expanduser()
    try:
        # A folder that is not there holds no lock that one could see.
        root.stat()
        files = sorted((root / place).glob("*.json"))
        yield from (held for file in files if (held := _content(file)) is not None)
    except OSError as error:
        raise BerthcareError(
            f"The locks of the stack cannot be read ({error.strerror}).",
            f"Type: ls -l {shlex.quote(str(root))}",
        ) from None


def _content(file: Path) -> bytes | None:
    """Return what a listed file holds, `None` where it was deleted since: the lock is off."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None


def _program(pid: int) -> str:
    """Return the name of the program that runs under a pid, empty where none does."""
    try:
        told = subprocess.run(
            ["ps", "-o", "comm=", "-p", str(pid)],
            capture_output=True,
            text=True,
            timeout=_PS_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        # Nobody can tell: it may live.
        return _ENGINE
    return told.stdout.strip().rpartition("/")[2]
