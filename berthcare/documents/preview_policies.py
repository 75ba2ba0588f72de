"""What the role may do that previews and looks for drift: read, and nothing else.

Whoever may push a branch has its program run as this role, and so may read whatever the role can:
the stored secrets and those of the stacks' configuration among it (docs/adr/0038).
"""

from collections.abc import Mapping, Sequence

from berthcare.account_names import AccountNames
from berthcare.documents.delivery_grants import Need, needs_of, policies_of_environments
from berthcare.documents.delivery_state import state_policy
from berthcare.documents.shared import Document
from berthcare.environments import Environment
from berthcare.needed_actions.table import NeededActions, needed_actions

_DEEDS = ("read",)
_COMMANDS = ("drift",)


def preview_policies(
    names: AccountNames, environments: Sequence[Environment], state_key_arn: str
) -> Mapping[str, Document]:
    """Return the preview role's managed policies by name.

    `state_key_arn`: the key that the bootstrap made for the stacks' states.
    """
    table, role = needed_actions(), names.preview_role
    return {
        f"{role}-state": state_policy(names, role, table, state_key_arn, writing=False),
        **policies_of_environments(role, preview_needs(table), names, environments),
    }


def preview_needs(table: NeededActions) -> frozenset[Need]:
    """Return what a preview and a refresh ask of every type, with the search for drift."""
    return needs_of(table, _DEEDS, _COMMANDS)
