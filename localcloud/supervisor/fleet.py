"""The five processes of the embedded cloud: their commands, environments and health paths.

docs/architecture.md holds the same table. Secrets go by environment only.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Protocol

from berthcare.environments import Environment
from berthcare.residency import REGION
from localcloud.gateway.fixture import ACCOUNT_ID
from localcloud.supervisor.credentials import AwsKey, Credentials
from localcloud.supervisor.directory import REPOSITORY, CloudDirectory
from localcloud.supervisor.ports import HOST
from localcloud.supervisor.service import PERSONS_OWN, Service

MINISTACK = "ministack"
GATEWAY = "gateway"
TWILIO = "twilio"
RECEIVER = "receiver"
AWS_PROVIDER = "aws-provider"

WEBHOOK_HOSTS = ("api-staging.berthcare.ca", "api.berthcare.ca")
"""Hosts whose webhooks go to the local receiver instead of the internet."""
RECEIVER_KEEPS_SECONDS = "4"
"""How long the receiver keeps auth tokens."""


class Fleet(Protocol):
    """What a supervisor keeps running."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all services, in the order in which they are shown."""
        ...

    def services(self, ports: Mapping[str, int]) -> tuple[Service, ...]:
        """Return the services as they should run on these ports, in the order of `names`."""
        ...


@dataclass(frozen=True)
class EmbeddedCloud:
    """The fleet of the embedded cloud."""

    directory: CloudDirectory
    credentials: Credentials
    bare: bool = False
    """Whether resources are carried to AWS as the administrator: for a bootstrap."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names as `status` shows them."""
        return (MINISTACK, GATEWAY, TWILIO, RECEIVER, AWS_PROVIDER)

    def services(self, ports: Mapping[str, int]) -> tuple[Service, ...]:
        """Return the five services."""
        return (
            self._ministack(ports),
            self._gateway(ports),
            self._twilio(ports),
            self._receiver(ports),
            self._aws_provider(ports),
        )

    def _ministack(self, ports: Mapping[str, int]) -> Service:
        port = ports[MINISTACK]
        return Service(
            name=MINISTACK,
            port=port,
            command=_python("localcloud.gateway.ministack"),
            environment={
                **self._aws_caller(ports, self.credentials.deployer),
                # Handed on to every function: a function calls the gateway and the emulator.
                "TWILIO_BASE_URL": _url(ports[TWILIO]),
                "BERTHCARE_WEBHOOK_RECEIVER": _url(ports[RECEIVER]),
                "BIND_HOST": HOST,
                "GATEWAY_PORT": str(port),
                "MINISTACK_REGION": REGION,
                "MINISTACK_ACCOUNT_ID": ACCOUNT_ID,
                "LOG_LEVEL": "WARNING",
                "STATE_DIR": str(self.directory.temporary / "ministack-state"),
                "S3_DATA_DIR": str(self.directory.temporary / "ministack-s3"),
                # Listeners and a container daemon that the program has no use for. With a socket
                # that does not exist MiniStack leaves Docker alone (its `_docker_socket_present`).
                "SFTP_ENABLED": "0",
                "IOT_MTLS_ENABLED": "0",
                "DOCKER_HOST": f"unix://{self.directory.temporary / 'no-docker.sock'}",
                # Part of the fingerprint: another version is another cloud.
                "BERTHCARE_MINISTACK_PIN": version("ministack"),
            },
            health_path="/_ministack/health",
            # MiniStack can write its state when it ends in good order (PERSIST_STATE), never while
            # it runs: after a crash the file would be missing or old. So it is not used.
            loss="what the embedded AWS held, Pulumi's state and what a bootstrap made with it; "
            "`up` deploys it again",
        )

    def _gateway(self, ports: Mapping[str, int]) -> Service:
        return Service(
            name=GATEWAY,
            port=ports[GATEWAY],
            command=_python(
                "localcloud.gateway",
                *("--port", str(ports[GATEWAY])),
                *("--backend", _url(ports[MINISTACK])),
            ),
            environment={
                **self._base(),
                "LOCALCLOUD_ACCESS_KEY_ID": self.credentials.deployer.access_key_id,
                "LOCALCLOUD_ADMINISTRATOR_KEY_ID": self.credentials.administrator.access_key_id,
            },
            health_path="/_gateway/health",
            sources=(REPOSITORY / "localcloud" / "gateway", REPOSITORY / "berthcare"),
            follows=frozenset({MINISTACK}),
            loss="the schedules of rotations; `up` reads everything anew and sets them again",
        )

    def _twilio(self, ports: Mapping[str, int]) -> Service:
        receiver = _url(ports[RECEIVER])
        hosts = [
            word for host in WEBHOOK_HOSTS for word in ("--webhook-host", f"{host}={receiver}")
        ]
        return Service(
            name=TWILIO,
            port=ports[TWILIO],
            command=_python(
                "localcloud.twilio",
                *("--port", str(ports[TWILIO])),
                *("--state", str(self.directory.twilio_state)),
                *hosts,
            ),
            environment={
                **self._base(),
                "TWILIO_ACCOUNT_SID": self.credentials.twilio_account_sid,
                "TWILIO_AUTH_TOKEN": self.credentials.twilio_auth_token,
            },
            health_path="/_emulator/health",
            sources=(REPOSITORY / "localcloud" / "twilio", REPOSITORY / "berthcare"),
        )

    def _receiver(self, ports: Mapping[str, int]) -> Service:
        return Service(
            name=RECEIVER,
            port=ports[RECEIVER],
            command=_python(
                "localcloud.receiver",
                *("--port", str(ports[RECEIVER])),
                *("--environment", Environment.STAGING.value),
                # A rehearsed rotation then waits for seconds, not for the minute of a backend.
                *("--keep-seconds", RECEIVER_KEEPS_SECONDS),
            ),
            environment=self._aws_caller(ports, self.credentials.deployer),
            health_path="/_receiver/health",
            sources=(REPOSITORY / "localcloud" / "receiver", REPOSITORY / "berthcare"),
            # It keeps the tokens that it read for a while.
            follows=frozenset({MINISTACK}),
        )

    def _aws_provider(self, ports: Mapping[str, int]) -> Service:
        key = self.credentials.administrator if self.bare else self.credentials.deployer
        return Service(
            name=AWS_PROVIDER,
            port=ports[AWS_PROVIDER],
            command=_python("localcloud.aws", "--port", str(ports[AWS_PROVIDER])),
            environment=self._aws_caller(ports, key),
            health_path=None,
            sources=(REPOSITORY / "localcloud" / "aws", REPOSITORY / "berthcare"),
            follows=frozenset({MINISTACK}),
        )

    def _base(self) -> dict[str, str]:
        """Return an environment without a person's credentials, profiles and proxies."""
        inherited = {name: os.environ[name] for name in PERSONS_OWN if name in os.environ}
        return {
            **inherited,
            "HOME": str(self.directory.temporary),
            "TMPDIR": str(self.directory.temporary),
            "PYTHONUNBUFFERED": "1",
        }

    def _aws_caller(self, ports: Mapping[str, int], key: AwsKey) -> dict[str, str]:
        """Return an environment whose AWS calls go to the gateway."""
        return self._base() | aws_variables(ports, key)


def aws_variables(ports: Mapping[str, int], key: AwsKey) -> dict[str, str]:
    """Return the variables that lead any AWS SDK to the gateway and nowhere else."""
    return {
        "AWS_ENDPOINT_URL": _url(ports[GATEWAY]),
        "AWS_ACCESS_KEY_ID": key.access_key_id,
        "AWS_SECRET_ACCESS_KEY": key.secret_access_key,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def _python(module: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module, *arguments)


def _url(port: int) -> str:
    return f"http://{HOST}:{port}"
