"""What the engine would do, or what it found changed, read from its stream of JSON events.

With `PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true` (`pulumi preview --help`) the engine prints one
event a line, for a refresh as for an update; names and fields as in the engine's own
`sdk/go/common/apitype/events.go`. Its other form, one document, leaves out what a policy refused,
and shows a refreshed resource as it was before. Secrets are masked in both.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from berthcare.engine.difference import changed_paths
from berthcare.errors import BerthcareError

_REFRESH, _REPLACE = "refresh", "replace"
UNCHANGED = frozenset({"same", _REFRESH, "read"})
"""Operations that change nothing."""
_ERROR, _WARNING = "error", "warning"
_MANDATORY = "mandatory"


@dataclass(frozen=True)
class PlannedStep:
    """What is done to one resource, or what was done to it by somebody else."""

    op: str
    """`create`, `update`, `delete`, `replace`, `same`, `import`, …"""
    urn: str
    type: str
    name: str
    """The logical name, the last part of the URN."""
    changed_properties: tuple[str, ...] = ()
    """Paths such as `tags.Environment`; values are left out, as one may be a secret."""
    replaces: tuple[str, ...] = ()
    """The properties whose change forces a replacement."""
    protected: bool = False

    @property
    def changes(self) -> bool:
        """Whether anything is changed."""
        return self.op not in UNCHANGED


@dataclass(frozen=True)
class Diagnostic:
    """A line that the program, a provider or the engine wrote."""

    severity: str
    """`info`, `info#err`, `warning` or `error`."""
    message: str
    urn: str = ""


@dataclass(frozen=True)
class PolicyFinding:
    """What a rule of the policy pack found."""

    rule: str
    level: str
    """`mandatory` or `advisory`."""
    message: str
    urn: str = ""

    @property
    def refuses(self) -> bool:
        """Whether a deployment is refused for it."""
        return self.level == _MANDATORY


@dataclass(frozen=True)
class Plan:
    """A preview: complete only where it succeeded."""

    steps: tuple[PlannedStep, ...]
    """One a resource, those that stay as they are among them."""
    diagnostics: tuple[Diagnostic, ...]
    policy_findings: tuple[PolicyFinding, ...]
    policy_packs: tuple[str, ...]
    """The packs that judged it, by name."""
    succeeded: bool

    @property
    def changing(self) -> tuple[PlannedStep, ...]:
        """The steps that change something."""
        return tuple(step for step in self.steps if step.changes)

    @property
    def errors(self) -> tuple[str, ...]:
        """Why it did not succeed: what the policies refuse, then each error that was told."""
        refused = [found.message for found in self.policy_findings if found.refuses]
        told = [line.message for line in self.diagnostics if line.severity == _ERROR]
        return tuple(dict.fromkeys([*refused, *told]))

    @property
    def warnings(self) -> tuple[str, ...]:
        """The warnings that were told."""
        return tuple(line.message for line in self.diagnostics if line.severity == _WARNING)


def plan_of(text: str, source: str) -> Plan:
    """Read what the command `source` printed. Raises `BerthcareError` where it ended early."""
    events = list(_events(text))
    summary = next((event["summaryEvent"] for event in events if "summaryEvent" in event), None)
    if summary is None:
        raise BerthcareError(
            f"`{source}` ended without a summary, so what it printed is no plan.",
            f"See for yourself: {source.replace(' --json', '')}",
        )
    packs = summary.get("PolicyPacks") or {}
    return Plan(
        steps=tuple(_steps(events)),
        diagnostics=tuple(_diagnostics(events)),
        policy_findings=tuple(_policy_findings(events)),
        policy_packs=tuple(sorted(pack.partition("|")[0] for pack in packs)),
        succeeded=summary.get("result") == "succeeded",
    )


def _events(text: str) -> Iterator[Mapping[str, Any]]:
    """Yield the events; a line that is none (a plugin's own print) is passed over."""
    for line in text.splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict):
            yield event


def _steps(events: list[Mapping[str, Any]]) -> Iterator[PlannedStep]:
    """Yield one step a resource; what the program wants comes before what a refresh found."""
    refreshed: dict[str, Mapping[str, Any]] = {}
    planned: dict[str, Mapping[str, Any]] = {}
    for event in events:
        begun, ended = event.get("resourcePreEvent"), event.get("resOutputsEvent")
        metadata = (begun or ended or {}).get("metadata")
        if metadata is None:
            continue
        urn = metadata["urn"]
        if metadata["op"] == _REFRESH:
            refreshed.setdefault(urn, metadata)
        elif urn in refreshed and urn not in planned and not begun:
            # A refresh begins as `refresh`, and ends as what it found.
            refreshed[urn] = metadata
        elif urn not in planned or metadata["op"] == _REPLACE:
            # A replacement is told as create-replacement, replace and delete-replaced.
            planned[urn] = metadata
    yield from map(_step, {**refreshed, **planned}.values())


def _step(metadata: Mapping[str, Any]) -> PlannedStep:
    urn = str(metadata["urn"])
    states = [metadata.get("old") or {}, metadata.get("new") or {}]
    changes = metadata["op"] not in UNCHANGED
    return PlannedStep(
        op=str(metadata["op"]),
        urn=urn,
        type=str(metadata.get("type", "")),
        name=urn.rpartition("::")[2],
        changed_properties=changed_paths(metadata) if changes else (),
        replaces=tuple(metadata.get("keys") or ()),
        protected=any(state.get("protect") for state in states),
    )


def _diagnostics(events: list[Mapping[str, Any]]) -> Iterator[Diagnostic]:
    for event in events:
        told = event.get("diagnosticEvent")
        # The engine prints its debugging lines into this stream, asked for or not.
        if told and told.get("severity") != "debug":
            message = f"{told.get('prefix', '')}{told.get('message', '')}".strip()
            yield Diagnostic(str(told.get("severity", "")), message, str(told.get("urn", "")))


def _policy_findings(events: list[Mapping[str, Any]]) -> Iterator[PolicyFinding]:
    for event in events:
        if found := event.get("policyEvent"):
            yield PolicyFinding(
                rule=str(found.get("policyName", "")),
                level=str(found.get("enforcementLevel", "")),
                message=str(found.get("message", "")).strip(),
                urn=str(found.get("resourceUrn", "")),
            )
