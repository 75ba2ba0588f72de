"""Pending operations and an AWS as the tests of `recover` want them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from berthcare.engine.exported_state import ExportedState
from berthcare.names import PROJECT
from berthcare.recover.lookup import Refused
from berthcare.recover.pending import Pending

ROOT = "urn:pulumi:staging::p::pulumi:pulumi:Stack::p-staging"
PARENT = "urn:pulumi:staging::p::berthcare:index:Communications::staging"
PROVIDER = "urn:pulumi:staging::p::pulumi:providers:aws::default"
OURS = {"Project": PROJECT, "Environment": "staging"}
"""The tags of what is staging's."""


def pending(type_: str, name: str = "one", **changed: Any) -> Pending:
    """Return a creation that was begun."""
    given: dict[str, Any] = {
        "operation": "creating",
        "urn": f"urn:pulumi:staging::p::{type_}::{name}",
        "type": type_,
        "name": name,
        "inputs": {"name": f"{name}-name"},
        "parent": PARENT,
        "provider": PROVIDER,
        **changed,
    }
    return Pending(**given)


def state(
    *operations: Mapping[str, Any],
    known: tuple[str, ...] = (ROOT,),
    besides: tuple[Mapping[str, Any], ...] = (),
) -> ExportedState:
    """Return a state with these open operations, and with resources of these URNs and `besides`."""
    resources = [*({"urn": urn, "type": urn.split("::")[2]} for urn in known), *besides]
    return ExportedState("", {"resources": resources, "pending_operations": list(operations)})


@dataclass
class AwsDouble:
    """Has what a test says, by call; refuses a call that it was not told of."""

    has_: Mapping[tuple[str, str], Mapping[str, Any] | None]
    asked: list[Mapping[str, object]] = field(default_factory=list)

    def answer(self, service: str, call: str, **parameters: object) -> Mapping[str, Any] | None:
        """Answer as AWS would."""
        self.asked.append(parameters)
        if (service, call) not in self.has_:
            raise Refused(f"{service} {call} is refused.", "Ask for something else.")
        return self.has_[service, call]

    def listed(self, service: str, call: str, what: str, **parameters: object) -> list[Any]:
        """List as AWS would."""
        return list((self.answer(service, call, **parameters) or {}).get(what, []))

    def account(self) -> str:
        """Return the account."""
        return "000000000000"
