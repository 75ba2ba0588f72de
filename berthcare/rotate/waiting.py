"""Waits until a version of a secret is current, which its rotation ends with."""

from collections.abc import Callable

from berthcare.console import Console
from berthcare.errors import BerthcareError
from berthcare.rotate.rotatable import Rotatable
from berthcare.rotate.rotated_secrets import RotatedSecrets

PATIENCE_SECONDS = 300
_PAUSE_SECONDS = 1
_TOLD_EVERY_SECONDS = 30


class Waiting:
    """Looks at the staging labels every second, and says now and then that it still does."""

    def __init__(
        self, secrets: RotatedSecrets, wait: Callable[[float], None], console: Console
    ) -> None:
        self._secrets = secrets
        self._wait = wait
        self._console = console

    def until_current(self, which: Rotatable, version_id: str) -> bool:
        """Return `True` once it is current, `False` where its rotation was given up.

        That is seen by AWSPENDING, which is on the version no more. Raises `BerthcareError` where
        neither happens for `PATIENCE_SECONDS`: AWS tells nobody who asks that an attempt failed.
        """
        was_pending = False
        for passed in range(0, PATIENCE_SECONDS, _PAUSE_SECONDS):
            found = self._secrets.standing(which)
            if found.current == version_id:
                return True
            if found.pending == version_id:
                was_pending = True
            elif was_pending:
                return False
            if passed and passed % _TOLD_EVERY_SECONDS == 0:
                self._console.open(f"still waiting for the rotation of {which}, {passed} seconds")
            self._wait(_PAUSE_SECONDS)
        raise BerthcareError(
            f"The rotation of {which} has not ended for {PATIENCE_SECONDS // 60} minutes: it "
            "failed, and Secrets Manager may still attempt it again.",
            "See below how to go on.",
        )
