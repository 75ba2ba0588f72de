"""The name of a stack as it is typed: an environment, and maybe an organisation before it."""

from berthcare.environments import Environment
from berthcare.errors import BerthcareError


def environment_of(stack: str, subcommand: str) -> Environment:
    """Return the environment that a stack is (docs/adr/0006).

    `subcommand` is what the person typed after `berthcare`, for the remedy. Raises
    `BerthcareError` for a stack that is no environment.
    """
    name = stack.rsplit("/", 1)[-1]
    known = {str(environment): environment for environment in Environment}
    if name not in known:
        raise BerthcareError(
            f"--stack: {stack!r} is not an environment; known are {' and '.join(known)}.",
            f"Type: berthcare {subcommand} --stack staging",
        )
    return known[name]
