"""A state's text as the policy rules are given it: a secret's place, and nothing of its value.

Handed a state with its ciphertext, the engine decrypts it wherever it can reach the key, and shows
the rules the values. Evidence decrypts nothing, so each secret is replaced by what the engine
itself puts there where it cannot decrypt: the text `[secret]`, still marked as a secret. The
address of the key goes too.
"""

import json
from collections.abc import Mapping
from typing import Any

from berthcare.engine.exported_state import SECRET_MARK, SIGNATURE

_REDACTED = {SIGNATURE: SECRET_MARK, "plaintext": json.dumps("[secret]")}


def redacted(text: str) -> str:
    """Return an exported state's text with every secret redacted."""
    state = json.loads(text)
    told = {**state, "deployment": _redacted(state["deployment"])}
    told["deployment"].pop("secrets_providers", None)
    return json.dumps(told)


def _redacted(value: Any) -> Any:
    if isinstance(value, Mapping):
        if value.get(SIGNATURE) == SECRET_MARK:
            return _REDACTED
        return {key: _redacted(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_redacted(inner) for inner in value]
    return value
