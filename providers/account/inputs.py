"""The inputs of a subaccount: their form and their rules."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pulumi.runtime.rpc import UNKNOWN

from berthcare.identifiers import problem_with_account_sid
from berthcare.problems import Problem
from providers.account.owned import ACTIVE, CLOSED, SUSPENDED
from providers.api.forms import Forms

LONGEST_NAME = 64
"""Characters of a FriendlyName (API page Account)."""

FORMS = Forms(
    texts=("logical_name", "friendly_name", "adopt", "status"), flags=("close_on_delete",)
)
INPUTS = FORMS.names
"""Every input by name. A name is part of the state's contract."""

_STATUSES = (ACTIVE, SUSPENDED)
_CLASS = "providers.subaccount.Subaccount"
_NAME_IT = 'Write it like friendly_name="BerthCare Staging", then type: pulumi up'


@dataclass(frozen=True, kw_only=True)
class SubaccountInputs:
    """The checked inputs of one subaccount."""

    logical_name: str
    friendly_name: str
    adopt: str | None
    status: str | None
    """`None` leaves the status as it is."""
    close_on_delete: bool

    @classmethod
    def of(cls, properties: Mapping[str, Any]) -> "SubaccountInputs":
        """Read inputs that `problems` has accepted."""
        return cls(
            logical_name=properties["logical_name"],
            friendly_name=properties["friendly_name"],
            adopt=properties.get("adopt") or None,
            status=properties.get("status") or None,
            close_on_delete=properties.get("close_on_delete") is True,
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the inputs by name, as they are kept in state."""
        return {
            "logical_name": self.logical_name,
            "friendly_name": self.friendly_name,
            "adopt": self.adopt,
            "status": self.status,
            "close_on_delete": self.close_on_delete,
        }


def problems(properties: Mapping[str, Any]) -> list[Problem]:
    """Judge every known value; unknown ones are judged when they are known."""
    if malformed := FORMS.problems(properties):
        return malformed
    found = [
        _problem_with_logical_name(properties.get("logical_name")),
        _problem_with_name(properties.get("friendly_name")),
        _problem_with_adopt(properties.get("adopt")),
        _problem_with_status(properties.get("status")),
    ]
    return [problem for problem in found if problem is not None]


def _problem_with_logical_name(name: str | None) -> Problem | None:
    if name:
        return None
    return Problem("logical_name", "", "be set", f"Declare the subaccount with {_CLASS}.")


def _problem_with_name(name: str | None) -> Problem | None:
    """Judge the name: the subaccount is found by it, so Twilio must give it back unchanged."""
    if name == UNKNOWN:
        return None
    if not name:
        return Problem("friendly_name", name or "", "be set", _NAME_IT)
    if name != name.strip() or not name.isprintable():
        rule = "have no space before or after it, and no line break or control character"
        return Problem("friendly_name", name, rule, _NAME_IT)
    if len(name) > LONGEST_NAME:
        rule = f"have {LONGEST_NAME} characters at most; it has {len(name)}"
        return Problem("friendly_name", name, rule, _NAME_IT)
    return None


def _problem_with_adopt(sid: str | None) -> Problem | None:
    if sid is None or sid == UNKNOWN:
        return None
    problem = problem_with_account_sid("adopt", sid)
    remedy = (
        "Copy the SID from the Console's page of subaccounts and type: pulumi config set "
        "twilioSubaccountSid AC…   (or, to take none over: pulumi config rm twilioSubaccountSid)"
    )
    return replace(problem, remedy=remedy) if problem else None


def _problem_with_status(status: str | None) -> Problem | None:
    if status is None or status == UNKNOWN or status in _STATUSES:
        return None
    rule = f"be {' or '.join(_STATUSES)}"
    remedy = f'Write status="{ACTIVE}", or leave it out to keep it as it is; then type: pulumi up'
    if status == CLOSED:
        rule += ", for closing is final and no edit may do it"
        remedy = (
            f'Write status="{SUSPENDED}" to stop it. To close it for ever, write '
            "close_on_delete=True and type: pulumi up && pulumi destroy --target URN   (pulumi "
            "stack --show-urns lists the URN)"
        )
    return Problem("status", status, rule, remedy)
