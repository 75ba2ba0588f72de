"""The token that guards the webhooks: kept where it is stored, drawn where it is not."""

import secrets
from collections.abc import Mapping
from typing import Any

import pulumi

TOKEN_BYTES = 16


def webhook_token(stored: Mapping[str, object] | None) -> pulumi.Input[str]:
    """Return the stored token, or a new one; in a preview a new one is not known yet.

    Each run would draw another: an update would violate the plan that a preview saved, the engine
    would print both, and a token that is never used would lie in the plan (docs/adr/0005).
    """
    if stored:
        return str(stored["webhook_auth_token"])
    if pulumi.runtime.is_dry_run():
        unknown: pulumi.Output[Any] = pulumi.Output.from_input(pulumi.UNKNOWN)
        return unknown
    return secrets.token_hex(TOKEN_BYTES)
