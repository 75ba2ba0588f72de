"""Where the stand-in sends its calls: one configured provider, its region, tags and boto3 clients.

Only loopback is ever called: with a real endpoint, a test double would create, badly, in a real
account. Source of the settings: Pulumi Registry, "AWS provider: Configuration".
"""

import ipaddress
import json
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config

from localcloud.aws.errors import START_COMMAND, ConfigurationError, told_plainly

HONOURED_SETTINGS = frozenset({"region", "defaultTags", "allowedAccountIds"})
# These change which checks the real plugin makes before it calls AWS: nothing to skip here.
_WITHOUT_EFFECT = frozenset(
    {
        "version",
        "skipCredentialsValidation",
        "skipMetadataApiCheck",
        "skipRegionValidation",
        "skipRequestingAccountId",
        "s3UsePathStyle",
    }
)


def loopback_endpoint(environ: Mapping[str, str]) -> str:
    """Return AWS_ENDPOINT_URL. Raises ConfigurationError where it is absent or not loopback."""
    endpoint = environ.get("AWS_ENDPOINT_URL", "")
    if not endpoint:
        raise ConfigurationError(
            "AWS_ENDPOINT_URL is not set, and the AWS stand-in never calls real AWS. To start the "
            f"embedded cloud, {START_COMMAND}."
        )
    host = urlsplit(endpoint).hostname or ""
    if host != "localhost" and not _is_loopback(host):
        raise ConfigurationError(
            f"AWS_ENDPOINT_URL={endpoint} is not a loopback address: the AWS stand-in is a test "
            "double and speaks to the embedded cloud only. Unset PULUMI_DEBUG_PROVIDERS to deploy "
            "to a real account."
        )
    return endpoint


def problems_with_settings(settings: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Name each provider setting that the stand-in would silently not honour."""
    allowed = HONOURED_SETTINGS | _WITHOUT_EFFECT
    return [
        (
            name,
            "is not honoured: the AWS stand-in takes credentials and endpoint from its environment",
        )
        for name, value in sorted(settings.items())
        if value is not None and name not in allowed and not name.startswith("__")
    ]


class Cloud:
    """One configured provider. Thread-safe: the engine works on many resources at once."""

    def __init__(
        self,
        settings: Mapping[str, Any],
        environ: Mapping[str, str],
        program_folder: Callable[[], Path] = Path.cwd,
    ) -> None:
        self.program_folder = program_folder
        """Says where the program's relative paths start; may raise StandInError."""
        self.endpoint_url = loopback_endpoint(environ)
        region = settings.get("region") or environ.get("AWS_REGION")
        self.region: str = region or environ.get("AWS_DEFAULT_REGION", "")
        if not self.region:
            raise ConfigurationError(
                "The AWS provider has no region. Set aws:region in the stack's configuration."
            )
        self.default_tags: dict[str, str] = (_json(settings.get("defaultTags")) or {}).get(
            "tags", {}
        )
        self.allowed_account_ids: list[str] = _json(settings.get("allowedAccountIds")) or []
        self._session = boto3.session.Session(
            aws_access_key_id=environ.get("AWS_ACCESS_KEY_ID"),
            aws_secret_access_key=environ.get("AWS_SECRET_ACCESS_KEY"),
            aws_session_token=environ.get("AWS_SESSION_TOKEN"),
        )
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = threading.Lock()

    def client(self, service: str, region: str) -> Any:
        """Return the service's client for a region. `Any`: boto3 makes clients at run time."""
        with self._lock:
            key = (service, region)
            if key not in self._clients:
                self._clients[key] = self._new_client(service, region)
            return self._clients[key]

    def caller(self) -> dict[str, Any]:
        """Return sts:GetCallerIdentity's answer."""
        with told_plainly("aws:index/getCallerIdentity", self.endpoint_url):
            answer: dict[str, Any] = self.client("sts", self.region).get_caller_identity()
            return answer

    def require_allowed_account(self) -> None:
        """Raise ConfigurationError where `allowedAccountIds` is set and leaves this account out."""
        if not self.allowed_account_ids:
            return
        account = self.caller()["Account"]
        if account not in self.allowed_account_ids:
            raise ConfigurationError(
                f"The credentials belong to account {account}, and aws:allowedAccountIds has only "
                f"{', '.join(self.allowed_account_ids)}. Use the credentials of the right account."
            )

    def _new_client(self, service: str, region: str) -> Any:
        # `Any`: the stubs know only literal service names.
        session: Any = self._session
        return session.client(
            service,
            region_name=region,
            endpoint_url=self.endpoint_url,
            config=Config(
                connect_timeout=2,
                read_timeout=30,
                retries={"total_max_attempts": 2},
                # Bucket names are not host names on loopback.
                s3={"addressing_style": "path"},
                max_pool_connections=32,
            ),
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _json(value: Any) -> Any:
    """Read a setting that Pulumi's SDKs send as JSON text (every one that is not a string)."""
    return json.loads(value) if isinstance(value, str) else value
