"""The stack file of the bootstrap program: composed for each run, tracked nowhere.

Its settings are what was typed, and its key is the one that the state itself names. So a fresh
clone has all it needs; nothing in it is secret (the key is a ciphertext of the account's KMS).
Top-level keys: https://www.pulumi.com/docs/iac/concepts/projects/stack-settings-file/
"""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from berthcare.bootstrap_settings import BOOTSTRAP_PROJECT as PROJECT
from berthcare.bootstrap_settings import BOOTSTRAP_STACK as STACK
from berthcare.environments import Environment
from berthcare.errors import BerthcareError

_PASSPHRASE, _CLOUD = "passphrase", "cloud"
"""Kinds of secrets providers as a state names them; pulumi/pulumi `pkg/secrets`."""


def settings_of(
    repository: str,
    environments: Sequence[Environment],
    administrators: Sequence[str],
    provider_arn: str,
) -> dict[str, object]:
    """Return the program's configuration (`bootstrap/Pulumi.yaml` describes each setting)."""
    return {
        f"{PROJECT}:repository": repository,
        f"{PROJECT}:environments": [environment.value for environment in environments],
        f"{PROJECT}:administrators": list(administrators),
        f"{PROJECT}:oidcProviderArn": provider_arn,
    }


def stack_file(settings: Mapping[str, object], provider: Mapping[str, Any], see: str) -> str:
    """Return the stack file's text, for a state that is under this secrets provider.

    `see` is the command that shows the state. Without the key the engine would take another
    provider, and change the state to it. Raises `BerthcareError` for a kind of provider that this
    program never chose.
    """
    return yaml.safe_dump({**_key(provider, see), "config": dict(settings)}, sort_keys=False)


def _key(provider: Mapping[str, Any], see: str) -> dict[str, object]:
    kind, state = provider.get("type"), provider.get("state") or {}
    if kind == _PASSPHRASE:
        return {"encryptionsalt": state["salt"]}
    if kind == _CLOUD:
        return {"secretsprovider": state["url"], "encryptedkey": state["encryptedkey"]}
    raise BerthcareError(
        f"The state of the stack {STACK} is under the secrets provider {kind!r}, which this "
        "command did not choose.",
        f"See it: {see}",
    )
