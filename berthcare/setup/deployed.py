"""What the wizard goes by of what is deployed already."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from berthcare.engine.exported_state import ExportedState
from berthcare.resource_types import NUMBER_TYPE, SUBACCOUNT_TYPE

VOICE, SMS, BACKUP = "numbers-voice", "numbers-sms", "numbers-backup-"
"""Logical names of the numbers, of the reserve how they begin (components/phone_numbers.py)."""


@dataclass(frozen=True)
class Deployed:
    """Numbers and the subaccount of a stack's state; a stack that was never deployed has none."""

    numbers: frozenset[str] = frozenset()
    """Logical names, such as `numbers-backup-1`."""
    main_sid: str | None = None
    """The account above the deployed subaccount, whose credentials a deployment needs."""

    @property
    def has_sms_number(self) -> bool:
        """Whether a number for texts alone is there."""
        return SMS in self.numbers

    @property
    def backups(self) -> int:
        """How many numbers stand by."""
        return sum(name.startswith(BACKUP) for name in self.numbers)

    @classmethod
    def of(cls, state: ExportedState) -> "Deployed":
        """Read them from the state, in which nothing is decrypted."""
        subaccounts = _of_type(state, SUBACCOUNT_TYPE)
        owners = [(one.get("outputs") or {}).get("owner_account_sid") for one in subaccounts]
        return cls(
            frozenset(str(one["urn"]).rpartition("::")[2] for one in _of_type(state, NUMBER_TYPE)),
            next((owner for owner in owners if isinstance(owner, str) and owner), None),
        )


def _of_type(state: ExportedState, kind: str) -> list[Mapping[str, Any]]:
    return [one for one in state.resources if one.get("type") == kind]
