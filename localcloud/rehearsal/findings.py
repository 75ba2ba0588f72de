"""What a pass over the program finds; filled from several threads, by appending only."""

from dataclasses import dataclass, field

from localcloud.aws.wire import Properties
from localcloud.rehearsal.steps import Step
from policies.review import Violation


@dataclass(frozen=True)
class Failure:
    """One resource, or the program itself, that could not be carried on."""

    type: str
    name: str
    reason: str


@dataclass
class Findings:
    """Steps by type, failures, policy violations, and the stack's outputs."""

    steps: list[tuple[str, Step]] = field(default_factory=list)
    """Type and step, in the order in which they were done."""
    skipped: list[str] = field(default_factory=list)
    """URNs that waited for something that failed."""
    failures: list[Failure] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    judged: int = 0
    """Resources that the rules judged."""
    deleted: list[str] = field(default_factory=list)
    """Types of the resources that the program does not have any more."""
    outputs: Properties = field(default_factory=dict)
    secret_outputs: frozenset[str] = frozenset()

    @property
    def good(self) -> bool:
        """Whether nothing failed and no rule was broken."""
        return not self.failures and not self.violations
