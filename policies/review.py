"""Judges resources and stacks by rules, and fails closed: a rule that breaks is a violation."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from policies.finding import Finding, NotKnown, NotKnownYet
from policies.reading import Check, Said
from policies.rule import ResourceRule, Rule, StackRule
from policies.stack import Stack
from policies.subject import Subject

Told = tuple[Subject, Said]


@dataclass(frozen=True)
class Violation:
    """One thing that is wrong with one resource, by one rule."""

    rule: Rule
    subject: Subject
    finding: Finding

    @property
    def key(self) -> str:
        """What an exception names as its finding."""
        return self.finding.key(secret=self._is_secret)

    @property
    def message(self) -> str:
        """What is wrong and where, without a secret's value."""
        text = self.finding.text(secret=self._is_secret)
        return f"{self.subject.name} ({self.subject.type}): {text}"

    @property
    def told(self) -> str:
        """The message, the remedy, and by which name an exception would call it."""
        return f"{self.message} {self.rule.remedy} {self.named}"

    @property
    def named(self) -> str:
        """What an exception would call it by."""
        return f"(finding {self.key} of {self.subject.label})"

    @property
    def _is_secret(self) -> bool:
        return self.subject.is_secret(self.finding.at)


@dataclass(frozen=True)
class Verdict:
    """What a rule says: what is wrong, and what could not be judged yet."""

    violations: tuple[Violation, ...] = ()
    unknown: tuple[NotKnown, ...] = ()
    waiting: frozenset[str] = frozenset()
    """The labels of the resources that could not be judged whole."""

    @property
    def reason(self) -> str:
        """Why something could not be judged, and when it will be."""
        paths = ", ".join(dict.fromkeys(one.at for one in self.unknown))
        return f"Not known before the deployment: {paths}. `pulumi up` judges it."


def judge(rule: ResourceRule, subject: Subject) -> Verdict:
    """Judge a resource by a rule that concerns it."""

    def says(check: Check) -> Iterator[Told]:
        return ((subject, thing) for thing in check(subject))

    return _verdict(rule, subject, [partial(says, check) for check in rule.checks])


def judge_stack(rule: StackRule, stack: Stack) -> Verdict:
    """Judge a stack by a rule."""
    return _verdict(rule, stack.itself, [partial(check, stack) for check in rule.checks])


def review(subject: Subject, rules: Sequence[Rule]) -> list[Violation]:
    """Judge a resource by every mandatory rule that concerns it and can judge it here."""
    return [
        violation
        for rule in rules
        if isinstance(rule, ResourceRule) and rule.is_mandatory and rule.concerns(subject.type)
        if subject.secret_paths is not None or not rule.needs_secret_marks
        for violation in judge(rule, subject).violations
    ]


def _verdict(rule: Rule, whole: Subject, checks: Iterable[Callable[[], Iterable[Told]]]) -> Verdict:
    violations: list[Violation] = []
    unknown: list[NotKnown] = []
    waiting: set[str] = set()
    for check in checks:
        for subject, thing in _told(check, whole):
            if isinstance(thing, NotKnown):
                unknown.append(thing)
                waiting.add(subject.label)
            else:
                violations.append(Violation(rule, subject, thing))
    return Verdict(tuple(violations), tuple(unknown), frozenset(waiting))


def _told(check: Callable[[], Iterable[Told]], whole: Subject) -> Iterator[Told]:
    """Pass on what a check says, up to where it meets an unknown value or breaks.

    An exception's text is left out: it may quote a value.
    """
    try:
        yield from check()
    except NotKnownYet as unknown:
        yield whole, NotKnown(unknown.at)
    except Exception as error:
        broken = f"failed with {type(error).__name__}; report it"
        yield whole, Finding("the rule itself", broken)
