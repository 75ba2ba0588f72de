"""Whether the state is within reach, lies in Canada, and is encrypted by a key in Canada."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import yaml

from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.evidence.secrets_provider import secrets_provider_of
from berthcare.findings import Finding, Verdict
from berthcare.residency import REGION

NAME = "state backend"
_S3 = "s3"
_MOVE = (
    "Keep the state with pulumi stack export --file state.json, then type: pulumi login "
    f"'s3://BUCKET?region={REGION}'   (and there: pulumi stack import --file state.json)"
)


def bucket_of(url: str) -> str | None:
    """Return the bucket of an `s3://` backend, `None` for any other."""
    parts = urlsplit(url)
    return parts.netloc if parts.scheme == _S3 else None


def secrets_provider(environment: Environment, folder: Path) -> str:
    """Return `secretsprovider` of the stack's file, empty where it names none.

    Raises `BerthcareError` where there is no such file.
    """
    name = f"Pulumi.{environment}.yaml"
    try:
        told = yaml.safe_load((folder / name).read_bytes()) or {}
    except (OSError, yaml.YAMLError):
        raise BerthcareError(f"{name} cannot be read.", f"Type: git checkout -- {name}") from None
    return str(told.get("secretsprovider") or "")


def judge(
    url: str, stacks: set[str], provider: str, environment: Environment, environ: Mapping[str, str]
) -> list[Finding]:
    """Judge where the state is, whether the stack exists there, and what encrypts it."""
    place = _judge_place(url, environ)
    key = _judge_provider(provider, environment)
    found = [one for one in (place, key) if one.verdict is not Verdict.WELL]
    if environment.value not in stacks:
        what = f"The backend {url} has no stack {environment}."
        remedy = f"Type: berthcare setup {environment}   (it makes the stack)"
        found.append(Finding(NAME, Verdict.FAILED, what, remedy))
    if found:
        return found
    what = f"{place.what} {key.what} The stack {environment} exists."
    return [Finding(NAME, Verdict.WELL, what)]


def _judge_place(url: str, environ: Mapping[str, str]) -> Finding:
    if bucket_of(url) is None:
        what = f"The state is in {url}, which is not S3 in {REGION}: it may lie outside Canada."
        return Finding(NAME, Verdict.ATTENTION, what, _MOVE)
    named = parse_qs(urlsplit(url).query).get("region", [""])[0]
    region = named or environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or ""
    if region != REGION:
        what = f"The state's bucket {bucket_of(url)} is looked for in {region or 'no region'}."
        return Finding(NAME, Verdict.FAILED, what, _MOVE)
    return Finding(NAME, Verdict.WELL, f"The state is in the bucket {bucket_of(url)}, {region}.")


def _judge_provider(url: str, environment: Environment) -> Finding:
    found = secrets_provider_of({"secrets_providers": {"type": "cloud", "state": {"url": url}}})
    if found.kind == "awskms" and found.region == REGION and not found.finding:
        what = f"Its secrets are encrypted by {found.key}, {REGION}."
        return Finding(NAME, Verdict.WELL, what)
    what = (
        f"Its secrets are encrypted by {url or 'no provider that the stack file names'}, which "
        f"must be a KMS key in {REGION}."
    )
    remedy = (
        f"Type: pulumi stack change-secrets-provider --stack {environment} "
        f"'awskms://alias/berthcare-pulumi-state?region={REGION}'"
    )
    return Finding(NAME, Verdict.FAILED, what, remedy)
