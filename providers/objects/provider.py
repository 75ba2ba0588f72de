"""What the providers of triggers, addresses and keys share: check, read, delete, and the account.

State keeps no reference to this module, only to the three that define the providers.
"""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

import pulumi
from pulumi.dynamic import CheckFailure, CheckResult, ReadResult

from berthcare.identifiers import problem_with_account_sid
from berthcare.problems import Problem
from providers.api.client import Patience
from providers.api.forms import Forms, known
from providers.api.marker import Identity
from providers.api.masking import masked
from providers.api.plain_errors import told_plainly
from providers.api.provider import TwilioProvider
from providers.api.settling import Settling
from providers.objects.objects import Kind, Objects

OWN = ("project", "stack", "logical_name")
"""The inputs that a resource gives itself; its mark is made of them."""


class ObjectProvider(TwilioProvider):
    """The base of the three providers."""

    kind: ClassVar[Kind]
    forms: ClassVar[Forms]
    personal: ClassVar[tuple[str, ...]] = ()
    """The inputs whose values are never shown, however wrong."""

    def __init__(self, patience: Patience | None = None, settling: Settling | None = None) -> None:
        super().__init__(patience)
        self._settling = settling or Settling()

    @abstractmethod
    def _problems(self, properties: Mapping[str, Any]) -> list[Problem]:
        """Judge the known values of this kind's own inputs, whose form is right."""

    @abstractmethod
    def _normalised(self, properties: Mapping[str, Any]) -> dict[str, Any]:
        """Return accepted inputs as they are kept in state."""

    @abstractmethod
    def _read(
        self, properties: Mapping[str, Any], record: Any
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the outputs, and the inputs as if the program asked for what Twilio has."""

    @told_plainly
    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Judge the inputs without a request; what is not known yet is judged once it is."""
        found = self.forms.problems(news) or [*problems_with_own(news), *self._problems(news)]
        failures = [CheckFailure(problem.field, str(self._shown(problem))) for problem in found]
        if failures or self.forms.unknown(news):
            return CheckResult(news, failures)
        return CheckResult(self._normalised(news), [])

    def _shown(self, problem: Problem) -> Problem:
        return replace(problem, value=None) if problem.field in self.personal else problem

    @told_plainly
    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """Return what Twilio has, as outputs *and* inputs, so that a change by hand shows.

        Raises `OutOfReach` where the credentials cannot tell whether it is there.
        """
        record = self._objects(props["account_sid"]).fetch(id_)
        if record is None:
            print(
                f"{props['logical_name']}: the {self.kind.noun} {id_} is gone: somebody deleted it "
                f"in the account {masked(props['account_sid'])}. The next pulumi up creates a new "
                "one.",
                flush=True,
            )
            return ReadResult("", {})
        outs, inputs = self._read(props, record)
        return ReadResult(id_, outs, inputs)

    @told_plainly
    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Delete it at Twilio; one that is gone is no failure."""
        self._objects(_props["account_sid"]).remove(_id)

    def _objects(self, home: str | None) -> Objects:
        """Return the objects of one account; `None` is the credentials' own."""
        own, client = self._connection.client()
        return Objects(self.kind, client, own, home or own)

    def _is_elsewhere(self, subaccount_sid: str | None, olds: Mapping[str, Any]) -> bool:
        """Tell whether the inputs name another account than the one that has the object.

        Only a changed input does. Credentials of another account alone do not.
        """
        if subaccount_sid == (olds.get("subaccount_sid") or None):
            return False
        return bool((subaccount_sid or self._connection.client()[0]) != olds["account_sid"])


def own_properties(logical_name: str) -> dict[str, str]:
    """Return the inputs that a resource of this name gives itself, in a running program."""
    return {
        "project": pulumi.get_project(),
        "stack": pulumi.get_stack(),
        "logical_name": logical_name,
    }


def identity_of(properties: Mapping[str, Any]) -> Identity:
    """Return whose object it is."""
    return Identity(*(properties[name] for name in OWN))


def problems_with_own(properties: Mapping[str, Any]) -> list[Problem]:
    """Judge the inputs that every kind has."""
    found: list[Problem | None] = [
        Problem(name, "", "be set", "Declare the resource by its class in providers.")
        for name in OWN
        if not properties.get(name)
    ]
    subaccount = known(properties, "subaccount_sid")
    found.append(problem_with_account_sid("subaccount_sid", subaccount) if subaccount else None)
    return [problem for problem in found if problem is not None]
