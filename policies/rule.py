"""A rule, what it finds, and the review that fails closed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from policies.subject import Subject

Severity = Literal["low", "medium", "high", "critical"]


@dataclass(frozen=True)
class Rule:
    """A mandatory rule.

    `check` yields one message for each thing that is wrong; a message names the property and the
    offending value, but never a value that may be secret. `needs_secret_marks` says that the rule
    cannot judge a subject whose `secret_paths` is None. `url` leads to the source of the rule.
    """

    id: str
    description: str
    severity: Severity
    remedy: str
    url: str
    check: Callable[[Subject], Iterable[str]]
    needs_secret_marks: bool = False

    def can_judge(self, subject: Subject) -> bool:
        """Whether what the rule needs to know about the subject can be known here."""
        return not self.needs_secret_marks or subject.secret_paths is not None


@dataclass(frozen=True)
class Violation:
    """One thing that is wrong with one resource."""

    rule: Rule
    message: str


def review(subject: Subject, rules: Sequence[Rule]) -> list[Violation]:
    """Judge a subject by every rule that can judge it."""
    return [Violation(rule, message) for rule in rules for message in messages_of(rule, subject)]


def messages_of(rule: Rule, subject: Subject) -> list[str]:
    """Judge a subject by one rule; a rule that breaks refuses the subject.

    The text of the exception is left out: it may quote a value.
    """
    if not rule.can_judge(subject):
        return []
    where = f"{subject.name} ({subject.type}): "
    found: list[str] = []
    try:
        found.extend(where + message for message in rule.check(subject))
    except Exception as error:
        found.append(f"{where}the rule itself failed with {type(error).__name__}; report it.")
    return found
