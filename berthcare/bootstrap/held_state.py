"""What a state of the bootstrap program holds, and the same state under another secrets provider.

The program makes no secret. So a state is moved by naming the new home's secrets provider in it:
there is nothing to decrypt and to encrypt again, and no passphrase to hand on.
"""

import json
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from berthcare.engine.exported_state import (
    SECRET_MARK,
    SIGNATURE,
    ExportedState,
    logical_name,
)
from berthcare.errors import BerthcareError

_PROVIDERS = "secrets_providers"
_OIDC_TYPE = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"


def is_empty(state: ExportedState | None) -> bool:
    """Tell whether a state knows of nothing; a run that was interrupted early leaves such a one."""
    return state is None or not (state.resources or state.deployment.get("pending_operations"))


def made_the_oidc_provider(state: ExportedState | None) -> bool:
    """Tell whether GitHub's identity provider is this program's own."""
    return state is not None and any(one.get("type") == _OIDC_TYPE for one in state.resources)


def administrators_of(state: ExportedState | None) -> tuple[str, ...]:
    """Return who may run the program, as `role/NAME` or `user/NAME`; none where no run finished."""
    told = state.outputs().get("administrator_arns") if state is not None else None
    arns = told if isinstance(told, list) else []
    return tuple(str(arn).split(":", 5)[-1] for arn in arns)


def secrets_provider(state: ExportedState, see: str) -> Mapping[str, Any]:
    """Return what encrypts a state's secrets; `see` is the command that shows the state.

    Raises `BerthcareError` where it does not tell.
    """
    provider = state.deployment.get(_PROVIDERS)
    if not isinstance(provider, Mapping):
        raise BerthcareError(
            "The state of the stack `account` names no secrets provider.",
            f"See it: {see}",
        )
    return provider


def moved(state: ExportedState, home: ExportedState, *, kept_in: Path, see: str) -> str:
    """Return the text of a state under the secrets provider of its new home.

    `kept_in` is the folder that the state lies in; `see` shows that of its home.

    Raises `BerthcareError` where the state holds a secret, which only its own provider can read.
    """
    if _holds_secret(state.deployment):
        raise BerthcareError(
            "The state of the bootstrap program holds a secret, which it must not.",
            "Nothing was moved. See which resource has it: "
            + shlex.join(["grep", "-rn", SIGNATURE, str(kept_in)]),
        )
    document = json.loads(state.text)
    document["deployment"][_PROVIDERS] = dict(secrets_provider(home, see))
    return json.dumps(document)


def same_resources(one: ExportedState, other: ExportedState) -> bool:
    """Tell whether two states know the same resources, in the same order.

    `pulumi stack import` drops what was pending; `half_made` told of that before.
    """
    return one.resources == other.resources


def half_made(state: ExportedState | None) -> tuple[str, ...]:
    """Return the resources whose creation was begun by a run that was killed, by type and name.

    The next update makes them anew: what AWS names itself, a key, may then be there twice.
    """
    pending = state.deployment.get("pending_operations") if state is not None else None
    return tuple(
        logical_name(one["resource"]) for one in pending or () if one.get("type") == "creating"
    )


def covers(home: ExportedState, copy: ExportedState) -> bool:
    """Tell whether everything that a copy knows is known at home, under the same identifier."""
    known = {(one.get("urn"), one.get("id")) for one in home.resources}
    return all((one.get("urn"), one.get("id")) in known for one in copy.resources)


def _holds_secret(value: object) -> bool:
    if isinstance(value, Mapping):
        if value.get(SIGNATURE) == SECRET_MARK:
            return True
        return any(map(_holds_secret, value.values()))
    return isinstance(value, list) and any(map(_holds_secret, value))
