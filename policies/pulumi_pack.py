"""Carries the rules into the Pulumi policy SDK: `pulumi preview --policy-pack policies`.

The rule that needs to know which inputs are marked secret has the level REMEDIATE, which the SDK
and the engine report as mandatory: only `remediate` is handed the marks (`validate` gets secrets
unwrapped, pulumi/pulumi-policy#241). It changes nothing, it notes the marked paths for the
`validate` of every rule that follows.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pulumi_policy import (
    EnforcementLevel,
    PolicyComplianceFramework,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy import proxy as sdk_proxy
from pulumi_policy.secret import Secret

from policies.exceptions import Exceptions
from policies.review import judge, judge_stack
from policies.rule import ResourceRule, Rule, StackRule
from policies.stack import Stack, stack_of
from policies.subject import UNKNOWN, Subject, Unknown

Marks = dict[str, frozenset[str]]
"""URN -> the paths that the program marked secret, as noted by `remediate`."""

_UNKNOWN_VALUES = {
    sdk_proxy.UNKNOWN_ARCHIVE_VALUE,
    sdk_proxy.UNKNOWN_ARRAY_VALUE,
    sdk_proxy.UNKNOWN_ASSET_VALUE,
    sdk_proxy.UNKNOWN_BOOLEAN_VALUE,
    sdk_proxy.UNKNOWN_NUMBER_VALUE,
    sdk_proxy.UNKNOWN_OBJECT_VALUE,
    sdk_proxy.UNKNOWN_STRING_VALUE,
}
_NO_MARKS = "Which inputs are marked secret cannot be known here."


def policies_for(
    rules: Sequence[Rule], exceptions: Exceptions
) -> list[ResourceValidationPolicy | StackValidationPolicy]:
    """Make one SDK policy a rule; they share the exceptions and the notes on what is secret."""
    marks: Marks = {}
    return [_policy(rule, exceptions, marks) for rule in rules]


def level_of(rule: Rule) -> EnforcementLevel:
    """Give the level that a rule has in the engine."""
    if isinstance(rule, ResourceRule) and rule.needs_secret_marks:
        return EnforcementLevel.REMEDIATE
    return EnforcementLevel(rule.level)


def _policy(
    rule: Rule, exceptions: Exceptions, marks: Marks
) -> ResourceValidationPolicy | StackValidationPolicy:
    about: dict[str, Any] = {
        "name": rule.id,
        "description": rule.demands,
        "enforcement_level": level_of(rule),
        "severity": Severity(rule.severity),
        "framework": _framework(rule),
        "remediation_steps": rule.remedy,
        "url": rule.url,
    }
    if isinstance(rule, StackRule):
        return StackValidationPolicy(validate=_stack_validation(rule, exceptions), **about)
    assert isinstance(rule, ResourceRule)  # noqa: S101 - there is no third kind
    return ResourceValidationPolicy(
        validate=_resource_validation(rule, exceptions, marks),
        remediate=_note_marks(marks) if rule.needs_secret_marks else None,
        **about,
    )


def _framework(rule: Rule) -> PolicyComplianceFramework:
    first = rule.frameworks[0]
    return PolicyComplianceFramework(
        name=first.name,
        version=first.version,
        reference=first.reference,
        specification="; ".join(map(str, rule.frameworks)),
    )


def _resource_validation(rule: ResourceRule, exceptions: Exceptions, marks: Marks) -> Any:
    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        if not rule.concerns(args.resource_type):
            return
        subject = subject_of(args, marks.get(args.urn))
        if rule.needs_secret_marks and subject.secret_paths is None:
            args.not_applicable(_NO_MARKS)
        verdict = judge(rule, subject)
        exceptions.note(rule.id, verdict)
        for violation in exceptions.remaining(verdict.violations, stack_of(args.urn)):
            report(violation.told, None)
        if verdict.unknown:
            # Last, because it raises: what is wrong in the known part is reported by then.
            args.not_applicable(verdict.reason)

    return validate


def _stack_validation(rule: StackRule, exceptions: Exceptions) -> Any:
    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        stack = Stack(tuple(map(_subject_of_stack, args.resources)))
        verdict = judge_stack(rule, stack)
        exceptions.note(rule.id, verdict)
        for violation in exceptions.remaining(verdict.violations, stack.name):
            report(violation.told, violation.subject.urn or None)
        if verdict.unknown:
            args.not_applicable(verdict.reason)

    return validate


def _note_marks(marks: Marks) -> Any:
    def remediate(args: ResourceValidationArgs) -> None:
        marks[args.urn] = frozenset(_marked(args.props, ""))

    return remediate


def subject_of(args: ResourceValidationArgs, secret_paths: frozenset[str] | None) -> Subject:
    """Read the SDK's arguments without ever touching an unknown value through its proxy."""
    return Subject(
        type=args.resource_type,
        name=args.name,
        urn=args.urn,
        props=_plain(args.props),
        protect=bool(args.opts.protect),
        ignore_changes=tuple(args.opts.ignore_changes or ()),
        provider_region=_provider_region(args),
        secret_paths=secret_paths,
    )


def _subject_of_stack(resource: PolicyResource) -> Subject:
    """Read one resource of the stack, with what its inputs refer to."""
    return Subject(
        type=resource.resource_type,
        name=resource.name,
        urn=resource.urn,
        props=_plain(resource.props),
        protect=bool(resource.opts.protect),
        ignore_changes=tuple(resource.opts.ignore_changes or ()),
        provider_region=_provider_region(resource),
        refers_to={
            key: frozenset(one.urn for one in others)
            for key, others in resource.property_dependencies.items()
        },
    )


def _provider_region(args: ResourceValidationArgs | PolicyResource) -> str | Unknown | None:
    provider = args.provider
    if provider is None or provider.resource_type not in {
        "pulumi:providers:aws",
        "pulumi:providers:aws-native",
    }:
        return UNKNOWN
    region = _plain(provider.props).get("region")
    return region if isinstance(region, (str, Unknown)) else None


def _target(value: Any) -> Any:
    """Take a proxy of the SDK off, which raises on unknown values (and has no public way in)."""
    if isinstance(value, (dict, list, str)) or not isinstance(value, (Mapping, Sequence)):
        return value
    return value["__target"]  # type: ignore[call-overload] # the proxies' own key


def _plain(value: Any) -> Any:
    value = _target(value)
    if isinstance(value, Secret):
        return _plain(value.value)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items() if not key.startswith("__")}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, str) and value in _UNKNOWN_VALUES:
        return UNKNOWN
    return value


def _marked(value: Any, path: str) -> list[str]:
    """List the paths of what is wrapped as a secret."""
    value = _target(value)
    if isinstance(value, Secret):
        return [path]
    if isinstance(value, dict):
        inner = ((f"{path}.{key}" if path else key, item) for key, item in value.items())
    elif isinstance(value, list):
        inner = ((f"{path}[{index}]", item) for index, item in enumerate(value))
    else:
        return []
    return [marked for where, item in inner for marked in _marked(item, where)]
