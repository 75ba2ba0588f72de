"""Runs Pulumi's official installer in a process of its own, so that it can be given a time limit.

`python -m localcloud.engine_installer reach|install FOLDER`; the installer is the Automation API's
`PulumiCommand.install`, which fetches get.pulumi.com's script and the version of the pinned SDK.
"""

import sys
import urllib.request
from subprocess import CalledProcessError

from pulumi.automation import PulumiCommand

_SCRIPT = "https://get.pulumi.com/install.sh"
_REACH_SECONDS = 8.0


def main(arguments: list[str]) -> int:
    """Do the step; say on standard error why it failed."""
    step, folder = arguments
    try:
        if step == "reach":
            _reach()
        else:
            _install(folder)
    except (OSError, CalledProcessError) as error:
        reason = getattr(error, "reason", None) or error
        print(f"{_SCRIPT}: {reason}", file=sys.stderr)
        return 1
    return 0


def _reach() -> None:
    """Ask for the script's head: a machine without internet learns it soon."""
    request = urllib.request.Request(_SCRIPT, method="HEAD")
    with urllib.request.urlopen(request, timeout=_REACH_SECONDS):  # noqa: S310 - a constant, https
        return


def _install(folder: str) -> None:
    PulumiCommand.install(root=folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
