"""Refuses a configuration that weakens the pack.

`--policy-pack-config` can set a rule, or all of them, to advisory or disabled. The engine hands the
levels over before it shows the pack anything (`Analyzer.Configure` in pulumi/pulumi,
proto/pulumi/analyzer.proto), so a pack that refuses them stops the deployment.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import grpc
import pulumi_policy.policy as sdk
from pulumi_policy import EnforcementLevel

from policies.pulumi_pack import level_of
from policies.rule import Rule

# As analyzer.proto numbers the levels.
_LEVELS = (
    EnforcementLevel.ADVISORY,
    EnforcementLevel.MANDATORY,
    EnforcementLevel.DISABLED,
    EnforcementLevel.REMEDIATE,
)
_SHOWN = 3


def fix_levels(rules: Sequence[Rule]) -> None:
    """Have the pack that this process will serve refuse to run with other levels.

    The SDK has no public way to look at its configuration, so its servicer is replaced by one that
    looks first.
    """
    declared = {rule.id: level_of(rule) for rule in rules}

    class Servicer(sdk._PolicyAnalyzerServicer):  # noqa: SLF001 - see above
        def Configure(self, request: Any, context: Any) -> Any:  # noqa: N802 - gRPC
            given = {name: one.enforcementLevel for name, one in request.policyConfig.items()}
            refusal = refusal_of(given, declared)
            if refusal:
                context.abort(grpc.StatusCode.FAILED_PRECONDITION, refusal)
            return super().Configure(request, context)  # type: ignore[no-untyped-call]  # the SDK's

    setattr(sdk, "_PolicyAnalyzerServicer", Servicer)  # noqa: B010 - mypy knows no other way


def refusal_of(given: Mapping[str, int], declared: Mapping[str, EnforcementLevel]) -> str:
    """Say which rules a configuration weakens; empty where it weakens none.

    `given` has the level of each rule as the engine numbers it. An advisory rule may be raised.
    """
    weakened = [
        name
        for name, level in declared.items()
        if name in given and _LEVELS[given[name]] not in (level, *_stronger_than(level))
    ]
    if not weakened:
        return ""
    more = f" and {len(weakened) - _SHOWN} more" if len(weakened) > _SHOWN else ""
    return (
        f"the policy-pack configuration weakens {', '.join(weakened[:_SHOWN])}{more}. Nothing but "
        "an exception in policies/exceptions.yaml switches a rule off: take --policy-pack-config "
        "(or PULUMI_OPTION_POLICY_PACK_CONFIG) away, and type the command again."
    )


def _stronger_than(level: EnforcementLevel) -> tuple[EnforcementLevel, ...]:
    return (EnforcementLevel.MANDATORY,) if level is EnforcementLevel.ADVISORY else ()
