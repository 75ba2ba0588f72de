"""Proves that a token was replaced: Twilio refuses those before it, and no label keeps them."""

import contextlib
from collections.abc import Callable, Mapping

from berthcare.errors import BerthcareError
from berthcare.rotate import labels
from berthcare.rotate.plan import COMPROMISED
from berthcare.rotate.rotatable import Rotatable
from berthcare.rotate.rotated_secrets import RotatedSecrets
from berthcare.rotate.twilio_token import accepted
from berthcare.twilio_credentials import TwilioCredentials

_TRIES = 10
_PAUSE_SECONDS = 3.0
"""No page of Twilio's says how soon every server of theirs refuses a token."""


class Proof:
    """What was in force before, kept in memory alone, and tried at the end."""

    def __init__(
        self, secrets: RotatedSecrets, environ: Mapping[str, str], wait: Callable[[float], None]
    ) -> None:
        self._secrets = secrets
        self._environ = environ
        self._wait = wait
        self._before: list[TwilioCredentials] = []
        self.refused = 0
        """How many earlier tokens Twilio was seen to refuse."""

    def remember(self, which: Rotatable) -> None:
        """Read the account's tokens that are in a version with a label, before they are replaced.

        The webhooks' token is no credential of Twilio's: nobody can be asked about it.
        """
        if which is not Rotatable.ACCOUNT:
            return
        self._keep(self._secrets.credentials())
        for label in (labels.PREVIOUS, labels.PENDING):
            # What cannot be read there is no reason to leave a stolen token in force.
            with contextlib.suppress(BerthcareError):
                self._keep(self._secrets.credentials(label))

    def of_labels(self, which: Rotatable) -> None:
        """Raise `BerthcareError` where something of a rotation is left on a version."""
        found = self._secrets.standing(which)
        left = [one for one in (labels.PREVIOUS, *labels.OURS) if found.version_with(one)]
        if left or found.pending:
            told = ", ".join([*left, *([labels.PENDING] if found.pending else [])])
            raise BerthcareError(
                f"After its completion the secret {found.name} still has the labels {told}.",
                f"See: berthcare rotate {found.name.partition('/')[0]} --status",
            )

    def of_account(self) -> None:
        """Raise `BerthcareError` unless Twilio accepts the current token and refuses the others."""
        current = self._secrets.credentials()
        if current is None or not accepted(current, self._environ):
            raise BerthcareError(
                "Twilio refuses the new auth token, which is stored.",
                f"Fetch the account's token: {COMPROMISED}#locked-out",
            )
        sid = current.account_sid
        earlier = [one for one in self._before if one.account_sid == sid and one != current]
        for _ in range(_TRIES):
            if not any(accepted(one, self._environ) for one in earlier):
                self.refused = len(earlier)
                return
            self._wait(_PAUSE_SECONDS)
        raise BerthcareError(
            "Twilio still ACCEPTS a token that was to be replaced.",
            f"Replace it by hand: {COMPROMISED}#compromised-quick-path",
        )

    def _keep(self, found: TwilioCredentials | None) -> None:
        if found is not None and found not in self._before:
            self._before.append(found)
