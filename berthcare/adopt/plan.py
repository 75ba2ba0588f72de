"""Decides what is taken over, how, and what is left alone. Touches nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from berthcare.adopt.account_part import account_part
from berthcare.adopt.found import Found
from berthcare.adopt.found_secret import FoundSecret
from berthcare.adopt.number_part import number_part
from berthcare.adopt.row import Question, Row, Standing
from berthcare.adopt.secret_part import secret_rows, taken_secrets
from berthcare.adopt.stack import Stack
from berthcare.adopt.wish import Wish
from berthcare.environments import Environment


@dataclass(frozen=True)
class Plan:
    """What shall be done; nothing where all is the stack's already, or there is nothing."""

    environment: Environment
    rows: tuple[Row, ...]
    inputs: Mapping[str, str]
    """Settings to write, by key; none is a secret."""
    secrets: tuple[FoundSecret, ...]
    """To be imported into the state."""
    questions: tuple[Question, ...]
    """To be answered before anything is done."""

    @property
    def changes_nothing(self) -> bool:
        """Whether there is nothing to take over."""
        return not self.inputs and not self.secrets

    @property
    def wants_attention(self) -> bool:
        """Whether a person must do something else as well."""
        return any(row.standing is Standing.ATTENTION or row.is_urgent for row in self.rows)


def plan(stack: Stack, found: Found, wish: Wish) -> Plan:
    """Return what to do. Raises `BerthcareError` where what was chosen cannot be taken over."""
    account = account_part(stack, found, wish)
    numbers = number_part(stack, found, wish, account.sid)
    secrets = secret_rows(stack, found, account.sid)
    return Plan(
        stack.environment,
        (*secrets, *account.part.rows, *numbers.rows),
        {**account.part.inputs, **numbers.inputs},
        taken_secrets(secrets, found),
        (*account.part.questions, *numbers.questions),
    )
