"""Whether a configuration weakens the pack: `--policy-pack-config` can disable rules, or all."""

from collections.abc import Mapping

from pulumi_policy import EnforcementLevel

# As analyzer.proto numbers the levels.
_LEVELS = (
    EnforcementLevel.ADVISORY,
    EnforcementLevel.MANDATORY,
    EnforcementLevel.DISABLED,
    EnforcementLevel.REMEDIATE,
)
_SHOWN = 3


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
