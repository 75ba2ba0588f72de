"""The environment overlay that leads every tool to the embedded cloud, and nowhere else.

The same values serve child processes (`environment`) and a person's shell (`shell`, the file
`.localcloud/env`). Names are those that AWS SDKs, the Pulumi engine and our Twilio client document.
"""

import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from berthcare.account_names import AccountNames
from localcloud.gateway.fixture import ACCOUNT_ID
from localcloud.supervisor import fleet
from localcloud.supervisor.credentials import Credentials
from localcloud.supervisor.directory import REPOSITORY, CloudDirectory
from localcloud.supervisor.ports import HOST

ACCOUNT_NAMES = AccountNames(ACCOUNT_ID)
"""Names in the embedded account: what a bootstrap makes there, and an ordinary start."""
STATE_BUCKET = ACCOUNT_NAMES.state_bucket

UNSET = (
    # AWS SDKs and Tools Reference Guide: what would name another identity or endpoint.
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
    # twilio-python builds another host name from these.
    "TWILIO_EDGE",
    "TWILIO_REGION",
    # Another stack, configuration file or secrets passphrase than this cloud's.
    "PULUMI_STACK",
    "PULUMI_OPTION_STACK",
    "PULUMI_OPTION_CONFIG_FILE",
    "PULUMI_CONFIG_PASSPHRASE",
    "PULUMI_CONFIG_PASSPHRASE_FILE",
)
"""Variables that would lead elsewhere."""

_BACKEND = "PULUMI_BACKEND_URL"
# Endpoint of one service; read by `re` and by `sed`, which agree on it.
_ENDPOINT_OF_ONE_SERVICE = "AWS_ENDPOINT_URL_[A-Z0-9_]*"


@dataclass(frozen=True)
class Overlay:
    """Variables to export and folders to put first on `PATH`."""

    variables: Mapping[str, str] = field(repr=False)
    path: tuple[Path, ...]
    unset: tuple[str, ...] = UNSET
    """Variables that would lead elsewhere."""

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        """Return `base` as a shell has it after sourcing the env file."""
        kept = {name: value for name, value in base.items() if not self._leads_elsewhere(name)}
        folders = [str(folder) for folder in self.path]
        no_proxy = _with_loopback(base.get("NO_PROXY", base.get("no_proxy", "")))
        return {
            **kept,
            **self.variables,
            "NO_PROXY": no_proxy,
            "no_proxy": no_proxy,
            "PATH": os.pathsep.join([*folders, base.get("PATH", os.defpath)]),
        }

    def shell(self) -> str:
        """Return the env file: POSIX shell, so sh, bash and zsh read it alike."""
        prefix = shlex.quote(os.pathsep.join(map(str, self.path)))
        exports = [f"export {name}={shlex.quote(value)}" for name, value in self.variables.items()]
        return "\n".join(
            [
                "# Leads this shell to the embedded cloud: . .localcloud/env",
                "# Written by `make up`; the credentials are random and open nothing else.",
                f"unset {' '.join(self.unset)}",
                f"for _cloud in $(env | sed -n 's/^\\({_ENDPOINT_OF_ONE_SERVICE}\\)=.*/\\1/p')",
                'do unset "$_cloud"; done; unset _cloud',
                *exports,
                'case ",${NO_PROXY:=${no_proxy:-}}," in',
                f'*",{HOST},"*) ;;',
                f'*) NO_PROXY="${{NO_PROXY:+$NO_PROXY,}}{HOST},localhost" ;;',
                "esac",
                'export NO_PROXY; export no_proxy="$NO_PROXY"',
                'case "$PATH" in',
                f"{prefix}:*) ;;",
                f'*) export PATH={prefix}:"$PATH" ;;',
                "esac",
                "",
            ]
        )

    def _leads_elsewhere(self, name: str) -> bool:
        return name in self.unset or re.fullmatch(_ENDPOINT_OF_ONE_SERVICE, name) is not None


def overlay_of(
    directory: CloudDirectory,
    ports: Mapping[str, int],
    credentials: Credentials,
    engine_folder: Path | None,
    *,
    bare: bool = False,
) -> Overlay:
    """Return the overlay of a cloud that runs on these ports.

    That of a bare cloud is the administrator's, and names no backend: a bootstrap has its own.
    """
    key = credentials.administrator if bare else credentials.deployer
    url = {name: f"http://{HOST}:{port}" for name, port in ports.items()}
    return Overlay(
        variables={
            **fleet.aws_variables(ports, key),
            "TWILIO_BASE_URL": url[fleet.TWILIO],
            "TWILIO_ACCOUNT_SID": credentials.twilio_account_sid,
            "TWILIO_AUTH_TOKEN": credentials.twilio_auth_token,
            "BERTHCARE_WEBHOOK_RECEIVER": url[fleet.RECEIVER],
            **({} if bare else {_BACKEND: ACCOUNT_NAMES.backend_url}),
            "PULUMI_HOME": str(directory.pulumi_home),
            # The engine attaches to our stand-in instead of downloading the AWS plugin.
            "PULUMI_DEBUG_PROVIDERS": f"aws:{ports[fleet.AWS_PROVIDER]}",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            # The rules hold where `--policy-pack` is forgotten, too.
            "PULUMI_OPTION_POLICY_PACK": str(REPOSITORY / "policies"),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "LOCALCLOUD_DIRECTORY": str(directory.root),
        },
        path=(directory.bin, engine_folder) if engine_folder else (directory.bin,),
        unset=(*UNSET, _BACKEND) if bare else UNSET,
    )


def _with_loopback(no_proxy: str) -> str:
    if HOST in no_proxy.split(","):
        return no_proxy
    return ",".join(filter(None, [no_proxy, HOST, "localhost"]))
