"""A postal address at Twilio as a Pulumi resource: `Address`, and the provider behind it.

Numbers refer to it: some must have an address on file, and 9-1-1 sends help to the one of
`EmergencyAddressSid` (docs/usage/api/address).

State keeps the provider as a reference to this module and class, so `providers.address` and
`AddressProvider` must keep their names (tests/providers/test_state_contract.py).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, Resource, UpdateResult

from berthcare.problems import Problem
from berthcare.residency import COUNTRY
from providers.api.errors import BadRequest, refusal
from providers.api.plain_errors import told_plainly
from providers.objects.creation import create
from providers.objects.errors import (
    ADDRESS_NOT_VALID,
    ADDRESS_SUGGESTED,
    AddressInUse,
    AddressRefused,
)
from providers.objects.objects import Kind
from providers.objects.postal_address import (
    FORMS,
    OUTPUTS,
    PERSONAL,
    AddressInputs,
    problems,
    reported,
)
from providers.objects.provider import ObjectProvider, own_properties


class AddressProvider(ObjectProvider):
    """Create, read, update and delete of one address."""

    kind = Kind("address", lambda account: account.addresses, lambda account: account.addresses)
    forms = FORMS
    personal = PERSONAL

    def _problems(self, properties: Mapping[str, Any]) -> list[Problem]:
        return problems(properties)

    def _normalised(self, properties: Mapping[str, Any]) -> dict[str, Any]:
        return AddressInputs.of(properties).as_dict()

    def _read(
        self, properties: Mapping[str, Any], record: Any
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        inputs = AddressInputs.of(properties)
        return outputs(inputs, record), {**inputs.as_dict(), **reported(record, inputs)}

    @told_plainly
    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Replace for another account only, the new one first: numbers move to it in between."""
        if FORMS.unknown(_news):
            return DiffResult(changes=True, replaces=[])
        wanted = AddressInputs.of(_news)
        elsewhere = self._is_elsewhere(wanted.subaccount_sid, _olds)
        changes = (
            elsewhere
            or wanted.difference(_olds)
            or wanted.subaccount_sid != (_olds.get("subaccount_sid") or None)
        )
        return DiffResult(
            changes=bool(changes),
            replaces=["subaccount_sid"] if elsewhere else [],
            delete_before_replace=False,
        )

    @told_plainly
    def create(self, props: dict[str, Any]) -> CreateResult:
        """Create the address, then delete others with its mark on which no number depends."""
        inputs = AddressInputs.of(props)
        objects = self._objects(inputs.subaccount_sid)

        def suits(record: Any) -> bool:
            return reported(record, inputs) == inputs.changeable()

        with _refusals_told():
            record, leftovers = create(
                objects, inputs.identity.brief_marker, inputs.posted(), self._settling, suits
            )
        for leftover in leftovers:
            if numbers := objects.dependents(leftover.sid):
                print(
                    f"{inputs.identity.logical_name}: an older address, {leftover.sid}, is left: "
                    f"{', '.join(sorted(numbers))} depend on it.",
                    flush=True,
                )
                continue
            objects.remove(leftover.sid)
        return CreateResult(record.sid, outputs(inputs, record))

    @told_plainly
    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Send what differs, in one request."""
        wanted = AddressInputs.of(_news)
        due = wanted.difference(_olds)
        if not due:
            return UpdateResult({**_olds, **wanted.as_dict()})
        with _refusals_told():
            record = self._objects(_olds["account_sid"]).update(_id, **due)
        return UpdateResult(outputs(wanted, record))

    @told_plainly
    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Delete the address, unless numbers depend on it: raises `AddressInUse`."""
        objects = self._objects(_props["account_sid"])
        if numbers := objects.dependents(_id):
            raise AddressInUse(_id, numbers)
        objects.remove(_id)


@contextmanager
def _refusals_told() -> Iterator[None]:
    """Tell of a refused address without Twilio's own text, which may hold the address."""
    try:
        yield
    except BadRequest as refused:
        if refused.code in (ADDRESS_NOT_VALID, ADDRESS_SUGGESTED):
            raise AddressRefused(refused.code) from None
        raise refusal(
            "a request for the address", status=refused.status, code=refused.code, message=""
        ) from None


def outputs(inputs: AddressInputs, record: Any) -> dict[str, Any]:
    """Return every output: the inputs, with the address as Twilio reports it."""
    return {
        **inputs.as_dict(),
        **reported(record, inputs),
        "sid": record.sid,
        "account_sid": record.account_sid,
        "friendly_name": record.friendly_name or "",
    }


@dataclass(frozen=True, kw_only=True)
class AddressArgs:
    """A Canadian civic address. All but account and country is changed in place."""

    customer_name: pulumi.Input[str]
    """Who is there; at most 64 bytes."""
    street: pulumi.Input[str]
    """Civic number and street."""
    city: pulumi.Input[str]
    region: pulumi.Input[str]
    """Two letters of the province or territory, such as `ON`."""
    postal_code: pulumi.Input[str]
    """`A1A 1A1`; capitals and the space are put right."""
    street_secondary: pulumi.Input[str] | None = None
    """Unit or floor."""
    subaccount_sid: pulumi.Input[str] | None = None
    """The account whose numbers may use it; `None` is the credentials' own."""
    country: pulumi.Input[str] = COUNTRY
    """Only `CA` is accepted."""
    emergency_enabled: pulumi.Input[bool] = False
    """Whether numbers may register it for 9-1-1."""


class Address(Resource, module="twilio", name="Address"):
    """A postal address at Twilio; its id is the AD SID.

    Name, street and postal code are secret in state and in what Pulumi shows. It is not deleted
    while a number depends on it.
    """

    sid: pulumi.Output[str]
    account_sid: pulumi.Output[str]
    friendly_name: pulumi.Output[str]
    """The mark at Twilio, `bc:{stack}:{logical name}:{digest}`, at most 32 characters."""
    city: pulumi.Output[str]
    region: pulumi.Output[str]
    emergency_enabled: pulumi.Output[bool]

    def __init__(
        self, name: str, args: AddressArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        given = {field.name: getattr(args, field.name) for field in fields(args)}
        for personal in PERSONAL:
            if given[personal] is not None:
                given[personal] = pulumi.Output.secret(given[personal])
        properties = {**dict.fromkeys(OUTPUTS), **given, **own_properties(name)}
        super().__init__(AddressProvider(), name, properties, opts)
