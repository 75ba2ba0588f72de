"""What the policy rules say of a state, read from what the engine printed.

Source: the events of `pulumi policy analyze --json`, one JSON object a line (pulumi,
sdk/go/common/apitype, EngineEvent): a `policyEvent` a violation, and a `summaryEvent` at the end.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_ADVISORY = "advisory"
_LONGEST_REASON = 300


@dataclass(frozen=True)
class Violation:
    """One rule that one resource violates."""

    rule: str
    """Its name, such as `sns-topic-tls-only`."""
    level: str
    """`mandatory` or `advisory`."""
    severity: str
    """`critical`, `high`, `medium` or `low`; empty where the rule has none."""
    type: str
    name: str
    """The resource's type and logical name; both empty where the rule names no resource."""
    message: str
    """What the rule demands, and what is wrong, on two lines."""

    @property
    def is_mandatory(self) -> bool:
        """Whether it stops a deployment: every level does but the advisory one."""
        return self.level != _ADVISORY

    @property
    def wrong(self) -> str:
        """The message without what the rule demands of everything, and without the name."""
        _, _, told = self.message.partition("\n")
        return (told or self.message).removeprefix(f"{self.name} ({self.type}): ")


@dataclass(frozen=True)
class RulesVerdict:
    """What the rules say, or why they were not run."""

    packs: tuple[str, ...]
    """The policy packs that judged, as `name version`."""
    violations: tuple[Violation, ...]
    """Sorted, those of mandatory rules first."""
    why_not: str = ""
    """Why the rules were not run, in words; empty where they were."""

    @property
    def mandatory(self) -> list[Violation]:
        """The violations that stop a deployment."""
        return [one for one in self.violations if one.is_mandatory]

    @property
    def advisory(self) -> list[Violation]:
        """The violations that stop nothing."""
        return [one for one in self.violations if not one.is_mandatory]


def not_run(why: str) -> RulesVerdict:
    """Make the verdict of rules that were not run."""
    return RulesVerdict((), (), why)


def read_verdict(status: int, output: str, errors: str) -> RulesVerdict:
    """Read the engine's exit status and what it printed.

    The rules count as run only where the engine says so itself: a summary that names a policy pack,
    and an exit status that the violations explain. What is not understood is never taken for a yes.
    """
    try:
        events = [_event(line) for line in output.splitlines() if line.strip()]
        violations = [_violation(one["policyEvent"]) for one in events if "policyEvent" in one]
    except (ValueError, TypeError, KeyError):
        return not_run("the engine printed something else than its events")
    packs = sorted(_packs(events))
    passed = not any(one.is_mandatory for one in violations)
    if not packs or passed != (status == 0):
        return not_run(f"the engine failed: {_reason(status, errors)}")
    return RulesVerdict(tuple(packs), tuple(sorted(violations, key=_place)))


def _event(line: str) -> Mapping[str, Any]:
    event = json.loads(line)
    if not isinstance(event, Mapping):
        raise TypeError
    return event


def _violation(event: Mapping[str, Any]) -> Violation:
    """Read one violation. A URN is `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME`."""
    parts = str(event.get("resourceUrn") or "").split("::", 3)
    known = len(parts) == 4
    return Violation(
        rule=str(event["policyName"]),
        level=str(event["enforcementLevel"]),
        severity=str(event.get("severity") or ""),
        type=parts[2].rpartition("$")[2] if known else "",
        name=parts[3] if known else "",
        message=str(event["message"]).strip(),
    )


def _packs(events: Iterable[Mapping[str, Any]]) -> list[str]:
    for event in events:
        told = event.get("summaryEvent")
        packs = told.get("PolicyPacks") if isinstance(told, Mapping) else None
        if isinstance(packs, Mapping):
            return [f"{name} {version}".strip() for name, version in packs.items()]
    return []


def _reason(status: int, errors: str) -> str:
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    told = lines[-1].removeprefix("error: ") if lines else "it names no policy pack that judged"
    return f"{told[:_LONGEST_REASON]} (exit status {status})"


def _place(one: Violation) -> tuple[bool, str, str, str, str]:
    return not one.is_mandatory, one.rule, one.type, one.name, one.message
