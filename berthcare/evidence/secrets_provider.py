"""What encrypts the state's secrets, and where it lies, as far as the state itself tells.

Source: Pulumi documentation, "Secrets" (the providers and their URLs: awskms://ID?region=…).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from berthcare.residency import REGION

_KEY_ARN = re.compile(r"arn:aws[a-z-]*:kms:([a-z0-9-]+):")


@dataclass(frozen=True)
class SecretsProvider:
    """One provider of the encryption of a state's secrets."""

    kind: str
    """As the state names it: `awskms`, `passphrase`, `service` …; `none` where it names none."""
    key: str
    """The key's name or ARN; empty for a passphrase."""
    region: str
    """A region, or `none` (a passphrase), or `unknown`."""
    basis: str
    """How that is known, in words."""
    finding: str
    """What speaks against its being in Canada, in words; empty where nothing does."""


def secrets_provider_of(deployment: Mapping[str, Any]) -> SecretsProvider:
    """Read the deployment's `secrets_providers`; its encrypted data key is not looked at."""
    given = deployment.get("secrets_providers")
    if not isinstance(given, Mapping) or not given.get("type"):
        return SecretsProvider("none", "", "none", "the state names none", "")
    kind = str(given["type"])
    if kind == "passphrase":
        return SecretsProvider(kind, "", "none", "a passphrase that whoever deploys keeps", "")
    state = given.get("state")
    url = str(state.get("url", "")) if isinstance(state, Mapping) else ""
    return _of_url(kind, url)


def _of_url(kind: str, url: str) -> SecretsProvider:
    parts = urlsplit(url)
    key = f"{parts.netloc}{parts.path}".strip("/")
    if parts.scheme != "awskms":
        kind = parts.scheme or kind if kind == "cloud" else kind
        unknown = "its region cannot be told"
        return SecretsProvider(
            kind, key, "unknown", "outside AWS: the state tells no more", unknown
        )
    named = parse_qs(parts.query).get("region", [""])[0]
    arn = _KEY_ARN.match(key)
    region, basis = (arn[1], "its ARN") if arn else (named, "the region in its address")
    if not region:
        basis = "its address names no region: whoever deploys chooses it"
        return SecretsProvider("awskms", key, "unknown", basis, "its region cannot be told")
    outside = next((one for one in (region, named) if one not in ("", REGION)), "")
    return SecretsProvider("awskms", key, region, basis, f"is in {outside}" if outside else "")
