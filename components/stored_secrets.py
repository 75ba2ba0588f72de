"""What the secrets hold now, so that a deployment can keep what it does not own."""

import json
from collections.abc import Iterable

import pulumi_aws as aws

from berthcare.errors import BerthcareError


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
    return _content(name, current.secret_string)


def _content(name: str, text: str) -> dict[str, object]:
    """Return the JSON object of a secret. Raises `BerthcareError`, which shows no value."""
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise BerthcareError(
            f"The secret {name} does not hold a JSON object. Nothing was changed.",
            f"See its versions: aws secretsmanager list-secret-version-ids --secret-id {name}   "
            "and put the one before it back: aws secretsmanager update-secret-version-stage "
            f"--secret-id {name} --version-stage AWSCURRENT --move-to-version-id PREVIOUS "
            "--remove-from-version-id CURRENT",
        )
    return value
