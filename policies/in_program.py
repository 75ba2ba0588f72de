"""Enforces the rules inside the program, also where nobody asked for the policy pack.

`register_guard()` registers a resource transform: the engine shows it every resource, wherever in
the program it is made, before it registers it, and a transform that raises stops the deployment.
What it cannot see, compared with the pack: providers that the engine makes by itself (their region
is read from the stack's configuration instead), and resources under the mock monitor of unit tests.
"""

import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import pulumi
from pulumi import ResourceTransformArgs, ResourceTransformResult

from berthcare.errors import BerthcareError
from policies.catalog import RULES
from policies.rule import Rule, Violation, review
from policies.subject import UNKNOWN, Subject, Unknown

Transform = Callable[[ResourceTransformArgs], Awaitable[ResourceTransformResult | None]]

_AWS_PROVIDER = "pulumi:providers:aws"


class PolicyRefused(BerthcareError):
    """A mandatory rule refused a resource, and the deployment stops."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        listed = [f"{one.rule.id}: {one.message}" for one in violations]
        remedies = dict.fromkeys(f"{one.rule.id}: {one.rule.remedy}" for one in violations)
        super().__init__(
            "\n  ".join(["The policy refuses this resource:", *listed]),
            "\n  ".join(["\nWhat to do:", *remedies]),
        )
        self.violations = tuple(violations)


class DeploymentStopped(BerthcareError):
    """What stops the engine once a refusal has been told."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is refused by the policy.", "The error above says what to do.")


def register_guard() -> None:
    """Guard every resource that the program registers from here on."""
    guard = make_guard(RULES, pulumi.Config("aws").get("region"))

    async def guarded(args: ResourceTransformArgs) -> ResourceTransformResult | None:
        try:
            return await guard(args)
        except PolicyRefused as refusal:
            # The SDK wraps what a transform raises in its own words and frames, twice where two
            # resources are refused at once. So the message goes out clean, by itself, first.
            pulumi.log.error(str(refusal))
            sys.tracebacklimit = 0
            raise DeploymentStopped(args.name) from None

    pulumi.runtime.register_resource_transform(guarded)


def make_guard(rules: Sequence[Rule], default_region: str | None) -> Transform:
    """Make the transform; it raises PolicyRefused, or lets a resource pass unchanged.

    `default_region` is that of the provider that the engine makes where a resource names none.
    """
    regions: dict[str, str | Unknown | None] = {}

    async def guard(args: ResourceTransformArgs) -> ResourceTransformResult | None:
        secrets: set[str] = set()
        props = await _plain(args.props, "", secrets)
        if args.type_ == _AWS_PROVIDER:
            regions[args.name] = props.get("region")
        subject = Subject(
            type=args.type_,
            name=args.name,
            urn="",
            props=props,
            protect=bool(args.opts.protect),
            ignore_changes=tuple(_texts(args.opts.ignore_changes)),
            delete_before_replace=bool(args.opts.delete_before_replace),
            provider_region=await _provider_region(args, regions, default_region),
            secret_paths=frozenset(secrets),
        )
        violations = review(subject, rules)
        if violations:
            raise PolicyRefused(violations)
        return None

    return guard


async def _provider_region(
    args: ResourceTransformArgs,
    regions: Mapping[str, str | Unknown | None],
    default_region: str | None,
) -> str | Unknown | None:
    if not args.type_.startswith("aws:"):
        return UNKNOWN
    provider = args.opts.provider
    if provider is None:
        return default_region
    urn = await provider.urn.future()
    return regions.get(str(urn).rpartition("::")[2], UNKNOWN)


def _texts(values: Any) -> list[str]:
    return [value for value in values or () if isinstance(value, str)]


async def _plain(value: Any, path: str, secrets: set[str]) -> Any:
    """Take Outputs off, note the paths of the secret ones, and mark the unknown ones."""
    if isinstance(value, pulumi.Output):
        if await value.is_secret():
            secrets.add(path)
        if not await value.is_known():
            return UNKNOWN
        return await _plain(await value.future(), path, secrets)
    if isinstance(value, Mapping):
        return {
            key: await _plain(inner, f"{path}.{key}" if path else key, secrets)
            for key, inner in value.items()
            if not key.startswith("__")
        }
    if isinstance(value, (list, tuple)):
        return [
            await _plain(inner, f"{path}[{index}]", secrets) for index, inner in enumerate(value)
        ]
    return value
