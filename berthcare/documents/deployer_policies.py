"""What the role may do that deploys from CI: the steps of any plan, and the commands around them.

Each statement follows from `berthcare/needed_actions/needed_actions.yaml`, which is held against
what the embedded cloud sees used, and from the program's names. An account has one such role: a job
that deploys one of its environments may do what a deployment of the other takes (docs/adr/0038).
"""

from collections.abc import Mapping, Sequence

from berthcare.account_names import AccountNames
from berthcare.documents.delivery_grants import Need, needs_of, policies_of_environments
from berthcare.documents.delivery_state import state_policy
from berthcare.documents.shared import Document
from berthcare.environments import Environment
from berthcare.needed_actions.table import NeededActions, needed_actions

_DEEDS = ("create", "read", "update", "delete")
_COMMANDS = ("drift", "recover", "status", "verify")


def deployer_policies(
    names: AccountNames, environments: Sequence[Environment], state_key_arn: str
) -> Mapping[str, Document]:
    """Return the deployer's managed policies by name.

    `state_key_arn`: the key that the bootstrap made for the stacks' states.
    """
    table, role = needed_actions(), names.deployer_role
    return {
        f"{role}-state": state_policy(names, role, table, state_key_arn, writing=True),
        **policies_of_environments(role, deployer_needs(table), names, environments),
    }


def deployer_needs(table: NeededActions) -> frozenset[Need]:
    """Return what CI does as this role: it carries any plan out, and runs the commands around it.

    `plan`, `deploy` and `recover` need what their engine does, and nothing besides.
    """
    return needs_of(table, _DEEDS, _COMMANDS)
