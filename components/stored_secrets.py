"""What the secrets hold now, so that a deployment can keep what it does not own."""

import json
from collections.abc import Iterable

import pulumi_aws as aws


def stored_secrets(names: Iterable[str]) -> dict[str, dict[str, object]]:
    """Return the JSON object in each secret's current version, by name; one without is left out."""
    values = {name: _stored(name) for name in names}
    return {name: value for name, value in values.items() if value is not None}


def _stored(name: str) -> dict[str, object] | None:
    """Read a secret, if it is there and has a version.

    Reading what is not there would end the program, hence the two listings first. A run that died
    between the secret and its first version leaves a secret without one.
    """
    found = aws.secretsmanager.get_secrets(filters=[{"name": "name", "values": [name]}])
    if name not in found.names:  # the filter goes by prefix
        return None
    versions = aws.secretsmanager.get_secret_versions(secret_id=name).versions
    if not any("AWSCURRENT" in version.version_stages for version in versions):
        return None
    current = aws.secretsmanager.get_secret_version(secret_id=name)
    value: dict[str, object] = json.loads(current.secret_string)
    return value
