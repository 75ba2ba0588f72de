"""What of the state's bucket and key the delivery roles use: the program's own stacks.

The bootstrap keeps its own state in the same bucket, under its own project: whoever wrote that
would lead the administrator's next run. Sources: the layout of Pulumi's self-managed backends
(pulumi/pulumi, pkg/backend/diy); Amazon S3 User Guide, "Using server-side encryption with AWS KMS
keys".
"""

from berthcare import state_layout
from berthcare.account_names import AccountNames
from berthcare.documents.function import allow, through
from berthcare.documents.shared import Document, document
from berthcare.names import PROJECT
from berthcare.needed_actions.table import NeededActions

_FOLDERS = ("backups", "history", "locks/organization", "stacks")
_READING = frozenset({"s3:GetObject", "s3:ListBucket", "kms:Decrypt"})


def state_policy(
    names: AccountNames, role: str, table: NeededActions, state_key_arn: str, *, writing: bool
) -> Document:
    """Return what reads the stacks' states, and writes them and their locks where `writing`.

    The program also asks who `role` is, which runs it.
    """
    used = table.of_state if writing else table.of_state & _READING
    stored = table.of_stored_state if writing else table.of_stored_state & _READING
    layout, *objects = state_objects(names)
    return document(
        allow("FindStates", ["s3:ListBucket"], [f"arn:aws:s3:::{names.state_bucket}"]),
        allow("ReadLayout", ["s3:GetObject"], [layout]),
        allow("UseStates", _of("s3", used - {"s3:ListBucket"}), objects),
        allow("UseSecretsOfStates", _of("kms", used), [state_key_arn]),
        allow("UseStoredStates", sorted(stored), [state_key_arn], {"StringEquals": through("s3")}),
        allow("KnowItself", ["iam:GetRole"], [names.role_arn(role)]),
    )


def state_objects(names: AccountNames) -> list[str]:
    """Return what the engine reads first, which tells of the layout, and the program's stacks."""
    bucket = f"arn:aws:s3:::{names.state_bucket}"
    folders = (f"{bucket}/{state_layout.ROOT}/{folder}/{PROJECT}/*" for folder in _FOLDERS)
    return [f"{bucket}/{state_layout.META}", *folders]


def _of(service: str, actions: frozenset[str]) -> list[str]:
    return sorted(one for one in actions if one.startswith(f"{service}:"))
