"""A plan's report: what a plan would do, without any value, for a comment on a pull request.

`berthcare plan` writes it as `report.json` beside the engine's own plan. It holds names of
properties only, never what they are; whoever makes one has error texts and policy messages redacted
before. A fork's pull request has its report made by the fork's own code: `parse` takes it for a
stranger's text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Literal, cast

from berthcare.delivery.strict_fields import Fields
from berthcare.environments import Environment

Target = Literal["embedded", "real"]

_MOST_CHARACTERS = 4_000_000
_MOST_STEPS, _MOST_CHANGED = 10_000, 100
_MOST_ERRORS, _MOST_POLICIES = 100, 1_000
_VERSION, _NAME, _MESSAGE = 40, 300, 4_000
"""Characters of a version, a name, and a message."""
_MOST_UNCHANGED = 1_000_000
_COMMIT = "[0-9a-f]{40}|[0-9a-f]{64}"
_OPERATION = "[a-z][a-z-]{0,39}"
_MANDATORY = "mandatory"
_REMEDY = "Make the report anew with this repository's code: berthcare plan ENV"


@dataclass(frozen=True)
class ReportedStep:
    """What would be done to one resource."""

    op: str
    """The engine's word: `create`, `update`, `replace`, `delete`, `import`, …"""
    type: str
    name: str
    """The logical name."""
    changed: tuple[str, ...] = ()
    """Paths of properties, such as `tags.Environment`."""


@dataclass(frozen=True)
class ReportedFinding:
    """What a rule of the policy pack found."""

    level: str
    """`mandatory` or `advisory`."""
    rule: str
    resource: str
    """The logical name of the resource, or nothing where it is about the whole stack."""
    message: str

    @property
    def refuses(self) -> bool:
        """Whether a deployment is refused for it."""
        return self.level == _MANDATORY


@dataclass(frozen=True)
class PlanReport:
    """One environment's plan, made on one target."""

    environment: str
    commit: str
    """The full name of the commit that was planned."""
    target: Target
    """Where it was planned: on the embedded cloud every resource is new."""
    made_at: datetime
    engine: str
    """The engine's version."""
    succeeded: bool
    errors: tuple[str, ...]
    """Why it did not succeed; what a policy refuses may be among it."""
    steps: tuple[ReportedStep, ...]
    """Those that change something."""
    unchanged: int
    """How many resources stay as they are."""
    policies: tuple[ReportedFinding, ...]
    cost: Mapping[str, object] | None
    """What `berthcare cost ENV --against REF --json` prints; `None` where it was not asked."""
    state_serial: str
    """What tells the state it was made from from every later one."""

    @property
    def refused(self) -> bool:
        """Whether a mandatory rule refuses it."""
        return any(finding.refuses for finding in self.policies)

    def document(self) -> dict[str, object]:
        """Return it as the object of `report.json`.

        A text that is too long to be read back is cut, and so is a list of errors, findings or
        properties. Steps never are: what is left out of a plan would be taken for unchanged.
        """
        return {
            "environment": str(self.environment),
            "commit": self.commit,
            "target": self.target,
            "made_at": self.made_at.astimezone(timezone.utc).isoformat(timespec="seconds"),
            "engine": self.engine,
            "succeeded": self.succeeded,
            "errors": [_cut(error, _MESSAGE) for error in self.errors[:_MOST_ERRORS]],
            "steps": [
                {
                    "op": step.op,
                    "type": _cut(step.type, _NAME),
                    "name": _cut(step.name, _NAME),
                    "changed": [_cut(path, _NAME) for path in step.changed[:_MOST_CHANGED]],
                }
                for step in self.steps
            ],
            "unchanged": self.unchanged,
            "policies": [
                {
                    "level": one.level,
                    "rule": _cut(one.rule, _NAME),
                    "resource": _cut(one.resource, _NAME),
                    "message": _cut(one.message, _MESSAGE),
                }
                # What refuses is kept where not everything is.
                for one in sorted(self.policies, key=_advises)[:_MOST_POLICIES]
            ],
            "cost": None if self.cost is None else dict(self.cost),
            "state_serial": self.state_serial,
        }

    @classmethod
    def parse(cls, text: str) -> "PlanReport":
        """Read a `report.json`. Raises `Refused` with the field, the value and the rule."""
        fields = Fields.parse(text, "report", _REMEDY, most=_MOST_CHARACTERS)
        fields.only(*cls.__dataclass_fields__)
        policies = fields.objects("policies", count=_MOST_POLICIES)
        return cls(
            environment=fields.one_of("environment", *(one.value for one in Environment)),
            commit=fields.text("commit", most=64, pattern=_COMMIT),
            target=cast("Target", fields.one_of("target", "embedded", "real")),
            made_at=fields.moment("made_at"),
            engine=fields.text("engine", most=_VERSION),
            succeeded=fields.flag("succeeded"),
            errors=fields.texts("errors", count=_MOST_ERRORS, most=_MESSAGE),
            steps=tuple(_step(one) for one in fields.objects("steps", count=_MOST_STEPS)),
            unchanged=fields.count("unchanged", most=_MOST_UNCHANGED),
            policies=tuple(_finding(one) for one in policies),
            cost=fields.optional_mapping("cost"),
            state_serial=fields.text("state_serial", most=_NAME),
        )


def _step(fields: Fields) -> ReportedStep:
    fields.only(*ReportedStep.__dataclass_fields__)
    return ReportedStep(
        op=fields.text("op", most=_NAME, pattern=_OPERATION),
        type=fields.text("type", most=_NAME),
        name=fields.text("name", most=_NAME),
        changed=fields.texts("changed", count=_MOST_CHANGED, most=_NAME),
    )


def _finding(fields: Fields) -> ReportedFinding:
    fields.only(*ReportedFinding.__dataclass_fields__)
    return ReportedFinding(
        level=fields.one_of("level", _MANDATORY, "advisory"),
        rule=fields.text("rule", most=_NAME),
        resource=fields.text("resource", most=_NAME),
        message=fields.text("message", most=_MESSAGE),
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _advises(finding: ReportedFinding) -> bool:
    return not finding.refuses
