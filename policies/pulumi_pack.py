"""Carries the rules into the Pulumi policy SDK: `pulumi preview --policy-pack policies`.

Every rule is MANDATORY. The one that needs to know which inputs are marked secret has the level
REMEDIATE, which the SDK and the engine report as mandatory too: only `remediate` is handed the
marks (`validate` gets secrets unwrapped, pulumi/pulumi-policy#241). It changes nothing, it notes
the marked paths for the `validate` that follows.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pulumi_policy import (
    EnforcementLevel,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
)
from pulumi_policy import proxy as sdk_proxy
from pulumi_policy.secret import Secret

from policies.rule import Rule, messages_of
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
_SEVERITIES = {
    "low": Severity.LOW,
    "medium": Severity.MEDIUM,
    "high": Severity.HIGH,
    "critical": Severity.CRITICAL,
}


def policies_for(rules: Sequence[Rule]) -> list[ResourceValidationPolicy]:
    """Make one SDK policy a rule; they share the notes on what is marked secret."""
    marks: Marks = {}
    return [_policy(rule, marks) for rule in rules]


def _policy(rule: Rule, marks: Marks) -> ResourceValidationPolicy:
    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        subject = subject_of(args, marks.get(args.urn))
        if not rule.can_judge(subject):
            args.not_applicable("Which inputs are marked secret cannot be known here.")
        for message in messages_of(rule, subject):
            report(f"{message} {rule.remedy}", None)

    def note_marks(args: ResourceValidationArgs) -> None:
        marks[args.urn] = frozenset(_marked(args.props, ""))

    noting = rule.needs_secret_marks
    return ResourceValidationPolicy(
        name=rule.id,
        description=rule.description,
        validate=validate,
        remediate=note_marks if noting else None,
        enforcement_level=EnforcementLevel.REMEDIATE if noting else EnforcementLevel.MANDATORY,
        severity=_SEVERITIES[rule.severity],
        remediation_steps=rule.remedy,
        url=rule.url,
    )


def subject_of(args: ResourceValidationArgs, secret_paths: frozenset[str] | None) -> Subject:
    """Read the SDK's arguments without ever touching an unknown value through its proxy."""
    return Subject(
        type=args.resource_type,
        name=args.name,
        urn=args.urn,
        props=_plain(args.props),
        protect=bool(args.opts.protect),
        ignore_changes=tuple(args.opts.ignore_changes or ()),
        delete_before_replace=bool(args.opts.delete_before_replace),
        provider_region=_provider_region(args),
        secret_paths=secret_paths,
    )


def _provider_region(args: ResourceValidationArgs) -> str | Unknown | None:
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
