"""Lets through the findings that `policies/exceptions.yaml` excepts, and remembers which were.

Nothing else switches a mandatory rule off. An expired entry lets nothing through.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from pathlib import Path

from berthcare.policy_exceptions import Fault, PolicyException, read_exceptions
from policies.review import Verdict, Violation

FILE = Path(__file__).with_name("exceptions.yaml")


@dataclass
class Exceptions:
    """The exceptions in force today, and what became of each in this run. Thread-safe.

    It only ever adds, which Python does whole.
    """

    all: tuple[PolicyException, ...] = ()
    faults: tuple[Fault, ...] = ()
    today: date = field(default_factory=lambda: datetime.now(timezone.utc).date())
    _used: dict[PolicyException, set[tuple[str, str]]] = field(default_factory=dict)
    """For each exception, the URNs and the findings that it let pass."""
    _unjudged: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def load(cls, file: Path = FILE, today: date | None = None) -> "Exceptions":
        """Read the file. Where it is missing there are none."""
        day = today or datetime.now(timezone.utc).date()
        if not file.exists():
            return cls(today=day)
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            return cls(
                faults=(Fault(file.name, f"cannot be read ({type(error).__name__})"),), today=day
            )
        read, faults = read_exceptions(text, day)
        return cls(tuple(read), tuple(faults), day)

    def remaining(self, violations: Iterable[Violation], stack: str) -> list[Violation]:
        """Give the violations that no exception of the stack covers."""
        return [one for one in violations if not self._covers(one, stack)]

    def note(self, rule: str, verdict: Verdict) -> None:
        """Remember which resources a rule could not judge whole yet."""
        self._unjudged.update((rule, label) for label in verdict.waiting)

    def expired(self, stack: str) -> list[PolicyException]:
        """Give the stack's exceptions whose last day is over."""
        return [one for one in self.all if stack in one.stacks and one.has_expired(self.today)]

    def too_wide(self) -> list[PolicyException]:
        """Give the exceptions that let more than one finding pass: only one was reviewed."""
        return [one for one, covered in self._used.items() if len(covered) > 1]

    def unused(self, stack: str) -> list[PolicyException]:
        """Give the stack's exceptions that no finding needed, now that all are judged."""
        return [
            one
            for one in self.all
            if stack in one.stacks and not one.has_expired(self.today)
            if one not in self._used and (one.rule, one.resource) not in self._unjudged
        ]

    def _covers(self, violation: Violation, stack: str) -> bool:
        for one in self.all:
            named = (one.rule, one.resource, one.finding)
            found = (violation.rule.id, violation.subject.label, violation.key)
            if stack in one.stacks and named == found and not one.has_expired(self.today):
                passed = (violation.subject.urn, violation.message)
                self._used.setdefault(one, set()).add(passed)
                return True
        return False
