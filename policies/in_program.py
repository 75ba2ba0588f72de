"""Enforces the rules inside the program, also where nobody asked for the policy pack.

`register_guard()` registers a resource transform: the engine shows it every resource, wherever in
the program it is made, before it registers it. A refused one is never registered: the program ends.
What it cannot see, compared with the pack: providers that the engine makes by itself (their region
is read from the stack's configuration instead), how resources go together (the stack rules), and
resources under the mock monitor of unit tests. Advisory rules are told by the pack alone.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, NoReturn

import pulumi
from pulumi import ResourceTransformArgs, ResourceTransformResult

from berthcare.errors import BerthcareError
from policies.catalog import RULE_IDS, RULES
from policies.exceptions import Exceptions
from policies.review import Violation, review
from policies.rule import Rule
from policies.rules.exception_file import problems_with
from policies.stack import qualified
from policies.subject import UNKNOWN, Subject, Unknown

Transform = Callable[[ResourceTransformArgs], Awaitable[ResourceTransformResult | None]]

_AWS_PROVIDER = "pulumi:providers:aws"
_TELLING_SECONDS = 0.5
"""Independent resources are judged within milliseconds of each other."""
_AFTER_REFUSALS = (
    "Refused by the policy: the errors above say what to do (docs/policies.md, how to let one "
    "pass). The rules of the stack as a whole, and advisory ones, have not run yet."
)
_TOLD_STATUS = 32
"""Exit status after which the engine adds no error of its own. Source: Pulumi,
`sdk/python/cmd/pulumi-language-python-exec`."""


class PolicyRefused(BerthcareError):
    """A mandatory rule refused a resource, and the deployment stops."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        listed = [
            f"{one.rule.id}: {one.message} (finding {one.key} of {one.subject.label})"
            for one in violations
        ]
        remedies = dict.fromkeys(f"{one.rule.id}: {one.rule.remedy}" for one in violations)
        super().__init__(
            "\n  ".join(["The policy refuses this resource:", *listed]),
            "\n  ".join(["\nWhat to do:", *remedies]),
        )
        self.violations = tuple(violations)


class ExceptionsRefused(BerthcareError):
    """The file of exceptions holds one that is malformed or has expired."""

    def __init__(self, wrong: Sequence[str]) -> None:
        super().__init__(
            "\n  - ".join(["policies/exceptions.yaml is refused; nothing was created.", *wrong]),
            "\nMend or remove the entry, then run the same command again (docs/policies.md).",
        )


class Refusals:
    """Tells each refusal, and then ends the program.

    A transform that raises would stop the deployment as well, but the engine and the SDK wrap what
    it raises in their own words, with several causes where several resources are refused. So a
    refused resource is held instead: it is never registered, and the program ends shortly after.
    """

    def __init__(self) -> None:
        self._ending: asyncio.TimerHandle | None = None

    async def hold(self, refusal: PolicyRefused) -> NoReturn:
        """Tell a refusal, let what is judged at the same time be told too, and end the program."""
        pulumi.log.error(str(refusal))
        loop = asyncio.get_running_loop()
        if self._ending is None:
            self._ending = loop.call_later(_TELLING_SECONDS, _end_program)
        await loop.create_future()
        raise refusal  # a future that nobody resolves is only ever cancelled


def register_guard() -> None:
    """Guard every resource that the program registers from here on.

    A refusal ends the process with the exit status of a program that has told its error. Raises
    `ExceptionsRefused` where policies/exceptions.yaml itself is wrong.
    """
    exceptions = Exceptions.load()
    stack = qualified(pulumi.get_stack(), pulumi.get_project())
    refuse_wrong(exceptions, stack)
    guard = make_guard(RULES, pulumi.Config("aws").get("region"), exceptions, stack=stack)
    refusals = Refusals()

    async def guarded(args: ResourceTransformArgs) -> ResourceTransformResult | None:
        try:
            return await guard(args)
        except PolicyRefused as refusal:
            await refusals.hold(refusal)

    pulumi.runtime.register_resource_transform(guarded)


def refuse_wrong(exceptions: Exceptions, stack: str) -> None:
    """Raise `ExceptionsRefused` where an entry is malformed, or one of the stack has expired."""
    wrong = [finding.text() for finding in problems_with(exceptions, stack, RULE_IDS)]
    if wrong:
        raise ExceptionsRefused(wrong)


def _end_program() -> None:
    try:
        pulumi.log.error(_AFTER_REFUSALS)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        # Not sys.exit: the SDK would wait for the held registrations, which never end. The engine
        # finishes, and records, what it is creating.
        os._exit(_TOLD_STATUS)


def make_guard(
    rules: Sequence[Rule], default_region: str | None, exceptions: Exceptions, *, stack: str
) -> Transform:
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
            provider_region=await _provider_region(args, regions, default_region),
            secret_paths=frozenset(secrets),
        )
        violations = exceptions.remaining(review(subject, rules), stack)
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
