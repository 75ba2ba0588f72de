"""What `pulumi import --file` is told: the secrets, at the places where the program has them.

A resource's place is its URN: its type, its name and those above it. The components are registered
along with the secrets; those that are in the state already are left as they are
(https://www.pulumi.com/docs/iac/adopting-pulumi/import/, "Bulk import operations").
"""

from collections.abc import Sequence
from importlib import metadata

from berthcare.adopt.found_secret import FoundSecret
from berthcare.names import Names
from berthcare.resource_types import SECRET_TYPE

_ROOT_TYPE, _BUNDLE_TYPE = "berthcare:index:Communications", "berthcare:secrets:SecretBundle"
_BUNDLE = "twilio"


def import_document(
    names: Names, secrets: Sequence[FoundSecret]
) -> dict[str, list[dict[str, object]]]:
    """Return the document; the provider's version is the one that the program registers with."""
    root = names.environment.value
    version = metadata.version("pulumi-aws")
    components: list[dict[str, object]] = [
        {"type": _ROOT_TYPE, "name": root, "component": True},
        {"type": _BUNDLE_TYPE, "name": _BUNDLE, "parent": root, "component": True},
    ]
    imported: list[dict[str, object]] = [
        {
            "type": SECRET_TYPE,
            "name": logical_name(names, secret),
            "id": secret.arn,
            "parent": _BUNDLE,
            "version": version,
        }
        for secret in secrets
    ]
    return {"resources": [*components, *imported]}


def logical_name(names: Names, secret: FoundSecret) -> str:
    """Return the name that the program gives the secret's resource (components/secret_bundle)."""
    return f"{_BUNDLE}-{secret.name.removeprefix(names.secret_prefix)}"
