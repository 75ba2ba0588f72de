"""What tells one state of a stack from every other: a plan is good for the one it was made from."""

import hashlib
import json

from berthcare.engine.exported_state import ExportedState
from berthcare.names import PROJECT

_PARTS = ("resources", "pending_operations")
"""What a plan goes by. The manifest is left out: it holds when the state was written."""


def state_mark(backend: str, environment: str, state: ExportedState) -> str:
    """Return the mark of a stack's state in a backend: `sha256:` and 64 digits.

    An own backend of the engine counts no versions, so it is made from all that the state holds;
    secrets are ciphertext in it. The place is part of it: two stacks without a resource differ.
    """
    held = {name: state.deployment.get(name) or [] for name in _PARTS}
    marked = json.dumps([backend, PROJECT, environment, held], sort_keys=True)
    return f"sha256:{hashlib.sha256(marked.encode()).hexdigest()}"
