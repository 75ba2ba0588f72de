"""Where the engine's own backends keep things, in a bucket as in a folder.

Source: pulumi/pulumi, `pkg/backend/diy` (seen with engine 3.259).
"""

ROOT = ".pulumi"
META = f"{ROOT}/meta.yaml"
"""Says which layout it is; the engine reads it before anything else."""
STACKS = f"{ROOT}/stacks/"
LOCKS = f"{ROOT}/locks/"
_ORGANIZATION = "organization"
"""The only one that such a backend knows."""


def state_of(project: str, stack: str) -> str:
    """Return where the state of a stack is."""
    return f"{STACKS}{project}/{stack}.json"


def locks_of(project: str, stack: str) -> str:
    """Return the folder of the locks on a stack: a file for each, of the engine's own form."""
    return f"{LOCKS}{_ORGANIZATION}/{project}/{stack}/"
