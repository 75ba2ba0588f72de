"""The evidence: one value, from which the JSON and the Markdown are made."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from berthcare.evidence.access import Access
from berthcare.evidence.clause import Clause
from berthcare.evidence.exceptions_file import ExceptionsFile
from berthcare.evidence.named_party import NamedParty, named_parties
from berthcare.evidence.placement import Place, Placement
from berthcare.evidence.rules_verdict import RulesVerdict
from berthcare.evidence.secrets_provider import SecretsProvider


@dataclass(frozen=True)
class StateFacts:
    """The state that was read, so that the evidence can be tied to it."""

    source: str
    """The command, or the file, that gave its text."""
    sha256: str
    """Of its text, in hexadecimal."""
    written: str
    """When the engine wrote it last (ISO 8601, UTC); empty where it does not say."""
    engine: str
    """The engine's version; empty where it does not say."""
    secrets_provider: SecretsProvider
    pending: tuple[str, ...]
    """What an interrupted update left open, such as `creating aws:sns/topic:Topic alerts`."""


@dataclass(frozen=True)
class Finding:
    """Something that a security officer must look at."""

    subject: str
    what: str


@dataclass(frozen=True)
class Evidence:
    """All that is told of one stack at one moment."""

    stack: str
    """The environment, such as `staging`."""
    project: str
    """The Pulumi project's name."""
    written: datetime
    """When the evidence was made (UTC, whole seconds)."""
    state: StateFacts
    placements: tuple[Placement, ...]
    access: Access
    exceptions: ExceptionsFile
    rules: RulesVerdict

    @property
    def grants(self) -> list[Clause]:
        """What is allowed to whom."""
        return [clause for clause in self.access.clauses if clause.allows]

    @property
    def refusals(self) -> list[Clause]:
        """What is refused to whom."""
        return [clause for clause in self.access.clauses if not clause.allows]

    @property
    def parties(self) -> list[NamedParty]:
        """Everybody who is named in a grant, or spared by a refusal."""
        arns = [one.arn for one in self.placements]
        return named_parties(self.access.clauses, self.access.attachments, arns)

    @property
    def findings(self) -> list[Finding]:
        """What is not as it should be: empty where nothing was found."""
        return [
            *self.findings_of_place,
            *self.findings_of_access,
            *self.findings_of_rules,
            *self.findings_of_exceptions,
        ]

    @property
    def findings_of_place(self) -> list[Finding]:
        """What is, or may be, outside Canada."""
        return list(self._of_place())

    @property
    def findings_of_access(self) -> list[Finding]:
        """The grants that could not be read."""
        return [
            Finding(_named(one.source.type, one.source.name, one.source.path), one.why)
            for one in self.access.unreadable
        ]

    @property
    def findings_of_rules(self) -> list[Finding]:
        """The mandatory rules that are violated, or that the rules were not run."""
        if self.rules.why_not:
            return [Finding("policy rules", f"the rules were not run: {self.rules.why_not}")]
        return [
            Finding(_named(one.type, one.name) or "the stack", f"violates {one.rule}: {one.wrong}")
            for one in self.rules.mandatory
        ]

    @property
    def findings_of_exceptions(self) -> list[Finding]:
        """The exceptions that have expired, and the faults of their file."""
        expired = [
            Finding(f"exception from {one.rule} for {one.resource}", f"expired on {one.expires}")
            for one in self.exceptions.expired
        ]
        faults = [
            Finding(f"{self.exceptions.name}, {fault.place}", fault.what)
            for fault in self.exceptions.faults
        ]
        return expired + faults

    def count(self, place: Place) -> int:
        """Return how many resources lie in a place."""
        return sum(one.place is place for one in self.placements)

    def _of_place(self) -> Iterator[Finding]:
        provider = self.state.secrets_provider
        if provider.finding:
            yield Finding("what encrypts the state's secrets", provider.finding)
        for operation in self.state.pending:
            what = "an update was interrupted there, and what it made may not be in the state"
            yield Finding(operation, what)
        for one in self.placements:
            for what in one.findings:
                yield Finding(_named(one.type, one.name), what)


def _named(*parts: str) -> str:
    return " ".join(filter(None, parts))
