"""How the pack is served: never weakened, and each resource by the rules that concern it.

The engine hands the levels of the rules over before it shows the pack anything
(`Analyzer.Configure` in pulumi/pulumi, proto/pulumi/analyzer.proto), so a pack that refuses them
stops the deployment. The SDK reads a resource anew for every policy that it asks; most policies
have nothing to say on a type, so those are not asked. The SDK has no public way to either, so its
servicer is replaced (docs/adr/0013).
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import grpc
import pulumi_policy.policy as sdk
from pulumi_policy import EnforcementLevel, Policy

from berthcare.version import program_version
from policies.fixed_levels import refusal_of
from policies.pulumi_pack import level_of
from policies.rule import ResourceRule, Rule

_Servicer: Any = sdk._PolicyAnalyzerServicer  # noqa: SLF001 - see above


def serve_strictly(rules: Sequence[Rule]) -> None:
    """Have the pack that this process will serve use the strict servicer."""
    setattr(sdk, "_PolicyAnalyzerServicer", strict_servicer(rules))  # noqa: B010 - see above


def strict_servicer(rules: Sequence[Rule]) -> Any:
    """Make the servicer's class for a pack of these rules."""
    declared = {rule.id: level_of(rule) for rule in rules}
    by_resource = {rule.id: rule for rule in rules if isinstance(rule, ResourceRule)}

    class StrictServicer(_Servicer):  # type: ignore[misc]  # its base is the SDK's private class
        def __init__(self, name: str, _: str, policies: list[Policy], *more: Any) -> None:
            # The SDK gives every pack one version; the engine shows this one where
            # PulumiPolicy.yaml states none.
            version = program_version()
            super().__init__(name, version, policies, *more)

            @cache
            def concerned(type_token: str) -> Any:
                asked = [
                    policy
                    for policy in policies
                    if policy.name in by_resource and by_resource[policy.name].concerns(type_token)
                ]
                return _Servicer(name, version, asked, EnforcementLevel.MANDATORY)

            self._concerned = concerned

        def Configure(self, request: Any, context: Any) -> Any:  # noqa: N802 - gRPC
            given = {name: one.enforcementLevel for name, one in request.policyConfig.items()}
            refusal = refusal_of(given, declared)
            if refusal:
                context.abort(grpc.StatusCode.FAILED_PRECONDITION, refusal)
            return super().Configure(request, context)

        def Analyze(self, request: Any, context: Any) -> Any:  # noqa: N802 - gRPC
            return self._concerned(request.type).Analyze(request, context)

    return StrictServicer
