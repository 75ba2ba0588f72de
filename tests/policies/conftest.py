"""Judges a resource through the real policy SDK: its proxies, its options, its provider."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

import pytest
from pulumi_policy import (
    PolicyCustomTimeouts,
    PolicyProviderResource,
    PolicyResourceOptions,
    ResourceValidationArgs,
    ResourceValidationPolicy,
)
from pulumi_policy import proxy as sdk_proxy
from pulumi_policy.policy import _NotApplicableError
from pulumi_policy.secret import secrets_preserving_proxy

from policies.catalog import RULES
from policies.exceptions import Exceptions
from policies.pulumi_pack import policies_for
from policies.rule import Rule

UNKNOWN_TEXT = sdk_proxy.UNKNOWN_STRING_VALUE
REGION = "ca-central-1"


class Judged(dict[str, list[str]]):
    """The messages of every rule that speaks up, by rule id.

    `unknown` has the reason of every rule that could not judge all of the resource yet.
    """

    def __init__(self) -> None:
        super().__init__()
        self.unknown: dict[str, str] = {}


class Judge(Protocol):
    """Gives the messages of every rule that speaks up, by rule id."""

    def __call__(
        self,
        type_: str,
        props: Mapping[str, Any],
        *,
        protect: bool = False,
        delete_before_replace: bool = False,
        ignore_changes: tuple[str, ...] = (),
        provider: Mapping[str, Any] | None = None,
        noted: bool = True,
    ) -> "Judged": ...


@pytest.fixture
def unknown() -> str:
    """What the engine sends for a value that only the deployment will tell."""
    return UNKNOWN_TEXT


@pytest.fixture
def document() -> Callable[..., str]:
    """Make the JSON of a policy document of one statement."""

    def make(**statement: Any) -> str:
        return json.dumps({"Version": "2012-10-17", "Statement": [statement]})

    return make


@pytest.fixture
def judge(request: pytest.FixtureRequest) -> Judge:
    """Judge by the rules that the module names as its `TOPIC`, or else by the whole pack.

    `noted=False` leaves out the call that tells what is secret.
    """
    return partial(_judge, getattr(request.module, "TOPIC", RULES))


def _judge(
    rules: Sequence[Rule],
    type_: str,
    props: Mapping[str, Any],
    *,
    protect: bool = False,
    delete_before_replace: bool = False,
    ignore_changes: tuple[str, ...] = (),
    provider: Mapping[str, Any] | None = None,
    noted: bool = True,
) -> Judged:
    options = PolicyResourceOptions(
        protect=protect,
        ignore_changes=list(ignore_changes),
        delete_before_replace=delete_before_replace,
        aliases=[],
        custom_timeouts=PolicyCustomTimeouts(0, 0, 0),
        additional_secret_outputs=[],
    )
    region = {"region": REGION} if provider is None else dict(provider)
    made_by = PolicyProviderResource(
        "pulumi:providers:aws", sdk_proxy.unknown_checking_proxy(region), "urn:provider", "default"
    )

    def args(sent: Any) -> ResourceValidationArgs:
        by = made_by if type_.startswith("aws:") else None
        return ResourceValidationArgs(type_, sent, "urn:subject", "subject", options, by)

    found = Judged()
    policies = policies_for(rules, Exceptions())
    if noted:
        _note(policies, args(_marked_proxy(props)))
    for policy in policies:
        if not isinstance(policy, ResourceValidationPolicy):
            continue
        said: list[str] = []
        try:
            policy.validate(args(sdk_proxy.unknown_checking_proxy(_unwrapped(props))), _into(said))
        except _NotApplicableError as not_applicable:
            found.unknown[policy.name] = not_applicable.reason or ""
        if said:
            found[policy.name] = said
    return found


def _into(said: list[str]) -> Callable[[str, str | None], None]:
    def report(message: str, _urn: str | None = None) -> None:
        said.append(message)

    return report


def _note(policies: Sequence[Any], args: ResourceValidationArgs) -> None:
    for policy in policies:
        if isinstance(policy, ResourceValidationPolicy) and policy.has_remediation():
            assert policy.remediate(args) is None, "the pack changes no resource"


def _marked_proxy(props: Mapping[str, Any]) -> Any:
    return secrets_preserving_proxy(dict(props))


def _unwrapped(value: Any) -> Any:
    """Take the secret marks off, as the engine does for `validate`."""
    if isinstance(value, dict):
        return {key: _unwrapped(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_unwrapped(inner) for inner in value]
    return getattr(value, "value", value)
