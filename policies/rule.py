"""A rule: what it demands and why, and the checks that judge it. Declared once, as data.

The pack, the in-program guard, the rehearsal and docs/policies.md are all made from these
declarations.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from policies.frameworks import Framework
from policies.reading import Check, Said
from policies.stack import Stack
from policies.subject import Subject

Severity = Literal["low", "medium", "high", "critical"]
Level = Literal["mandatory", "advisory"]

StackCheck = Callable[[Stack], Iterable[tuple[Subject, Said]]]
"""Judges how a stack's resources go together; each thing said is of one of them."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What every rule declares.

    `demands` is a sentence, and so is each of `why` and `remedy`; `url` leads to the source of the
    rule. A mandatory rule stops the deployment, an advisory one is only told.
    """

    id: str
    demands: str
    why: str
    remedy: str
    severity: Severity
    url: str
    frameworks: tuple[Framework, ...]
    level: Level = "mandatory"

    @property
    def is_mandatory(self) -> bool:
        """Whether a violation stops the deployment."""
        return self.level == "mandatory"


@dataclass(frozen=True, kw_only=True)
class ResourceRule(Rule):
    """A rule that judges a resource by itself.

    `types` are the type tokens that it concerns; a `*` at the end of one stands for any ending.
    `needs_secret_marks` says that it cannot judge a subject whose `secret_paths` is None.
    """

    types: tuple[str, ...]
    checks: tuple[Check, ...]
    needs_secret_marks: bool = False
    _prefixes: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        prefixes = tuple(one[:-1] for one in self.types if one.endswith("*"))
        object.__setattr__(self, "_prefixes", prefixes)

    def concerns(self, type_token: str) -> bool:
        """Whether the rule has something to say on resources of a type."""
        return type_token in self.types or type_token.startswith(self._prefixes)


@dataclass(frozen=True, kw_only=True)
class StackRule(Rule):
    """A rule that judges a whole stack, once every resource of it is known."""

    checks: tuple[StackCheck, ...]
