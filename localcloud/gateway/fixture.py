"""Embedded AWS for tests and rehearsals: MiniStack and the gateway, on free loopback ports.

Both are real processes, stopped by their own process id when the context ends.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.request import urlopen

import boto3
from botocore.config import Config

REGION = "ca-central-1"
ACCOUNT_ID = "000000000000"
_HOST = "127.0.0.1"
_START_SECONDS = 60.0
_STOP_SECONDS = 10.0


@dataclass(frozen=True)
class RunningAws:
    """An embedded AWS that answers at `endpoint_url` while its context is open."""

    endpoint_url: str
    backend_url: str
    """MiniStack itself. What goes there is neither judged nor recorded: for diagnosis only."""
    access_key_id: str
    secret_access_key: str = field(repr=False)
    log_file: Path
    """Output of both processes."""
    _session: boto3.Session = field(default_factory=lambda: boto3.Session(region_name=REGION))
    """Makes every client: a session reads the service models once, and that takes longest."""
    _clients: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """The deployer's, by service."""

    def environment(self) -> dict[str, str]:
        """Variables that lead an AWS SDK (boto3, Go) here as the deployer."""
        return {
            "AWS_ACCESS_KEY_ID": self.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret_access_key,
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def trail_report(self) -> dict[str, dict[str, Any]]:
        """Return, by trail ARN, what became of the records of all calls so far."""
        return self._report("trail")

    def dispatch_report(self) -> dict[str, dict[str, Any]]:
        """Return, by `SOURCE -> TARGET`, what became of what alarms and rules have sent.

        Waits until the log lines and metrics of the functions that have run are there too.
        """
        return self._report("dispatches")

    def used_permissions(self) -> dict[str, dict[str, Any]]:
        """Return each permission's `first` use and `count`, by role, product and action."""
        return self._report("used-permissions")

    def _report(self, name: str) -> dict[str, dict[str, Any]]:
        url = f"{self.endpoint_url}/_gateway/{name}?settled"
        with urlopen(url, timeout=_STOP_SECONDS) as answer:  # noqa: S310 - our own loopback address
            report: dict[str, dict[str, Any]] = json.load(answer)
            return report

    def session_for(self, role_arn: str, session_name: str) -> boto3.Session:
        """Assume a role as the deployer and return the role's session."""
        keys = self.client("sts").assume_role(RoleArn=role_arn, RoleSessionName=session_name)
        credentials = keys["Credentials"]
        return boto3.Session(
            credentials["AccessKeyId"],
            credentials["SecretAccessKey"],
            credentials["SessionToken"],
            region_name=REGION,
        )

    def client(self, service: str, session: boto3.Session | None = None) -> Any:
        """Return a boto3 client of the service, of the deployer unless a session is given."""
        if session is None:
            if service not in self._clients:
                self._clients[service] = self._client(
                    service, self.access_key_id, self.secret_access_key, None
                )
            return self._clients[service]
        keys: Any = session.get_credentials()
        frozen = keys.get_frozen_credentials()
        return self._client(service, frozen.access_key, frozen.secret_key, frozen.token)

    def _client(self, service: str, key_id: str, secret_key: str, token: str | None) -> Any:
        # `Any`: the type stubs list every service's name as a literal.
        session: Any = self._session
        return session.client(
            service,
            endpoint_url=self.endpoint_url,
            aws_access_key_id=key_id,
            aws_secret_access_key=secret_key,
            aws_session_token=token,
            config=Config(
                retries={"total_max_attempts": 1},
                s3={"addressing_style": "path"},
                connect_timeout=5,
                read_timeout=30,
            ),
        )


@contextmanager
def running_aws(directory: Path) -> Iterator[RunningAws]:
    """Run MiniStack behind the gateway until the context ends; logs go to `directory`.

    Raises RuntimeError with the end of the log where a process does not come up.
    """
    gateway_port, backend_port = _free_port(), _free_port()
    aws = RunningAws(
        endpoint_url=f"http://{_HOST}:{gateway_port}",
        backend_url=f"http://{_HOST}:{backend_port}",
        access_key_id="LOCALCLOUD" + "0" * 10,
        secret_access_key="local" * 8,
        log_file=directory / "embedded-aws.log",
    )
    with ExitStack() as stack:
        log = stack.enter_context(aws.log_file.open("ab"))
        ministack = _start(
            "localcloud.gateway.ministack",
            [],
            # The folders of functions lie there, too, and go with it.
            {**_ministack_environment(aws, backend_port), "TMPDIR": str(directory)},
            log,
        )
        stack.callback(_stop, ministack)
        gateway = _start(
            "localcloud.gateway",
            ["--port", str(gateway_port), "--backend", aws.backend_url],
            {"LOCALCLOUD_ACCESS_KEY_ID": aws.access_key_id},
            log,
        )
        stack.callback(_stop, gateway)
        _wait_for(f"{aws.backend_url}/_ministack/health", ministack, aws.log_file)
        _wait_for(f"{aws.endpoint_url}/_gateway/health", gateway, aws.log_file)
        yield aws


def _ministack_environment(aws: RunningAws, port: int) -> dict[str, str]:
    return {
        **aws.environment(),
        "BIND_HOST": _HOST,
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": REGION,
        "MINISTACK_ACCOUNT_ID": ACCOUNT_ID,
        "LOG_LEVEL": "WARNING",
    }


def _start(
    module: str, arguments: list[str], variables: Mapping[str, str], log: IO[bytes]
) -> "subprocess.Popen[bytes]":
    """Start a module as the leader of its own process group, without this shell's AWS settings."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        env={**inherited, **variables},
        stdout=log,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        cwd=Path(__file__).parents[2],
    )


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """Ask the process to end, then end what is left of its group (Lambda workers)."""
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _wait_for(url: str, process: "subprocess.Popen[bytes]", log_file: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if _answers(url):
            return
        time.sleep(0.05)
    end_of_log = log_file.read_text(errors="replace")[-2000:]
    raise RuntimeError(f"{url} did not answer. End of {log_file.name}:\n{end_of_log}")


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5):  # noqa: S310 - our own loopback address
            return True
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
        return port
