"""A usage trigger at Twilio as a Pulumi resource: `UsageTrigger`, and the provider behind it.

A trigger calls a URL once in each period in which an account has used more than a value. It only
tells: Twilio goes on serving, and charging. Twilio looks about once a minute, at use that may lag
(docs/usage/api/usage-trigger).

State keeps the provider as a reference to this module and class, so `providers.usage_trigger` and
`UsageTriggerProvider` must keep their names (tests/providers/test_state_contract.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, Resource, UpdateResult

from berthcare.problems import Problem
from providers.api.plain_errors import told_plainly
from providers.objects.creation import create
from providers.objects.objects import Kind
from providers.objects.provider import ObjectProvider, own_properties
from providers.objects.trigger import FORMS, OUTPUTS, TriggerInputs, problems, reported


class UsageTriggerProvider(ObjectProvider):
    """Create, read, update and delete of one trigger."""

    kind = Kind("usage trigger", lambda account: account.usage.triggers, lambda a: a.usage.triggers)
    forms = FORMS

    def _problems(self, properties: Mapping[str, Any]) -> list[Problem]:
        return problems(properties)

    def _normalised(self, properties: Mapping[str, Any]) -> dict[str, Any]:
        return TriggerInputs.of(properties).as_dict()

    def _read(
        self, properties: Mapping[str, Any], record: Any
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        inputs = TriggerInputs.of(properties)
        return outputs(inputs, record), {**inputs.as_dict(), **reported(record)}

    @told_plainly
    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Replace what Twilio cannot change: the new trigger first, so there is always one."""
        if FORMS.unknown(_news):
            return DiffResult(changes=True, replaces=[])
        wanted, had = TriggerInputs.of(_news), TriggerInputs.of(_olds)
        replaces = [name for name, value in wanted.fixed().items() if had.fixed()[name] != value]
        if self._is_elsewhere(wanted.subaccount_sid, _olds):
            replaces.append("subaccount_sid")
        changes = replaces or wanted != had or wanted.difference(_olds)
        return DiffResult(changes=bool(changes), replaces=replaces, delete_before_replace=False)

    @told_plainly
    def create(self, props: dict[str, Any]) -> CreateResult:
        """Create the trigger, then delete others that bear its mark: there is never none."""
        inputs = TriggerInputs.of(props)
        objects = self._objects(inputs.subaccount_sid)

        def suits(record: Any) -> bool:
            has = reported(record)
            return all(has[name] == value for name, value in inputs.fixed().items())

        record, leftovers = create(
            objects, inputs.identity.marker, inputs.posted(), self._settling, suits
        )
        for leftover in leftovers:
            objects.remove(leftover.sid)
        return CreateResult(record.sid, outputs(inputs, record))

    @told_plainly
    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Send the callback and the name where they differ, in one request."""
        wanted = TriggerInputs.of(_news)
        due = wanted.difference(_olds)
        if not due:
            return UpdateResult({**_olds, **wanted.as_dict()})
        record = self._objects(_olds["account_sid"]).update(_id, **due)
        return UpdateResult(outputs(wanted, record))


def outputs(inputs: TriggerInputs, record: Any) -> dict[str, Any]:
    """Return every output: the inputs, with the trigger as Twilio reports it."""
    return {
        **inputs.as_dict(),
        **reported(record),
        "sid": record.sid,
        "account_sid": record.account_sid,
        "friendly_name": record.friendly_name or "",
        "callback_method": record.callback_method,
    }


@dataclass(frozen=True, kw_only=True)
class UsageTriggerArgs:
    """What a trigger watches, and whom it calls (by POST)."""

    callback_url: pulumi.Input[str]
    """Absolute and https, without user name or password. Changed in place."""
    trigger_value: pulumi.Input[str]
    """A positive decimal text such as "100"; US dollars where `trigger_by` is `price`."""
    subaccount_sid: pulumi.Input[str] | None = None
    """The account whose use is watched; `None` is the credentials' own."""
    usage_category: pulumi.Input[str] = "totalprice"
    """What is counted: one of `providers.objects.trigger.CATEGORIES`."""
    trigger_by: pulumi.Input[str] = "price"
    """`count`, `usage` or `price`."""
    recurring: pulumi.Input[str] = "monthly"
    """`daily`, `monthly`, `yearly` (times are GMT), or `alltime`: once for ever."""


class UsageTrigger(Resource, module="twilio", name="UsageTrigger"):
    """A notice of use at Twilio; its id is the UT SID.

    A change that Twilio cannot make, and a replacement that somebody forces, create the new
    trigger before the old one is deleted. A new trigger fires anew in the current period.
    """

    sid: pulumi.Output[str]
    account_sid: pulumi.Output[str]
    friendly_name: pulumi.Output[str]
    """The mark at Twilio, `bc:{stack}:{logical name}:{digest}`."""
    callback_url: pulumi.Output[str]
    callback_method: pulumi.Output[str]
    trigger_value: pulumi.Output[str]
    usage_category: pulumi.Output[str]
    trigger_by: pulumi.Output[str]
    recurring: pulumi.Output[str]

    def __init__(
        self, name: str, args: UsageTriggerArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        given = {field.name: getattr(args, field.name) for field in fields(args)}
        properties = {**dict.fromkeys(OUTPUTS), **given, **own_properties(name)}
        super().__init__(UsageTriggerProvider(), name, properties, opts)
