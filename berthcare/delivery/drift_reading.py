"""What the nightly look at the environments found: drift, and what the policies say of the state.

Each environment has a folder whose name is its own or ends with it (`staging`, `drift-staging`):
`drift.json` is what `berthcare drift ENV --json` printed, `analysis.json` what
`python -m policies.analysis --stack ENV --to FILE` wrote. A file that is not there, or cannot be
read, is a reading that failed: it tells nothing, least of all that all is well.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from berthcare.delivery.report_folder import files_named, text_of
from berthcare.delivery.strict_fields import Fields, Refused
from berthcare.environments import Environment
from berthcare.findings import Finding, Verdict
from berthcare.problems import Problem

_DRIFT, _ANALYSIS = "drift.json", "analysis.json"
_MOST_CHARACTERS = 2_000_000
_MOST_FINDINGS, _NAME, _TEXT, _TOLD = 10_000, 300, 20_000, 100_000
_VERDICTS = {verdict.value: verdict for verdict in Verdict}


@dataclass(frozen=True)
class Analysis:
    """The pack's judgement of the deployed state."""

    verdict: Verdict
    """`WELL`, `FAILED` (a mandatory rule is violated), or `UNKNOWN`."""
    told: str
    """What the engine printed, or why there is nothing."""


@dataclass(frozen=True)
class DriftReading:
    """One environment's."""

    environment: Environment
    at: datetime | None
    findings: tuple[Finding, ...]
    """None where the reading failed."""
    failed: str | None
    """Why the drift could not be read."""
    analysis: Analysis

    @property
    def drifted(self) -> bool:
        """Whether anything differs, or the policies refuse what is there."""
        bad = {Verdict.ATTENTION, Verdict.FAILED}
        return self.analysis.verdict in bad or any(one.verdict in bad for one in self.findings)

    @property
    def unknown(self) -> bool:
        """Whether a part could not be asked."""
        verdicts = {self.analysis.verdict, *(one.verdict for one in self.findings)}
        return self.failed is not None or Verdict.UNKNOWN in verdicts

    @property
    def wanting(self) -> tuple[Finding, ...]:
        """The findings that are not well."""
        return tuple(one for one in self.findings if one.verdict is not Verdict.WELL)

    @classmethod
    def read(cls, folder: Path, environment: Environment) -> "DriftReading":
        """Read an environment's files. Raises `BerthcareError` where the folder is a file."""
        analysis = _analysis(folder, environment)
        try:
            text = _text(_DRIFT, folder, environment)
            at, findings = _findings(text, environment)
        except Refused as refused:
            return cls(environment, None, (), str(refused), analysis)
        return cls(environment, at, findings, None, analysis)


def _analysis(folder: Path, environment: Environment) -> Analysis:
    remedy = f"Make it: make analyze STACK={environment} TO=.delivery/reports/drift-{environment}"
    try:
        text = _text(_ANALYSIS, folder, environment)
        fields = Fields.parse(text, "analysis", remedy, most=_MOST_CHARACTERS)
        fields.only("stack", "verdict", "told").one_of("stack", environment.value)
        known = (Verdict.WELL, Verdict.FAILED, Verdict.UNKNOWN)
        verdict = fields.one_of("verdict", *(one.value for one in known))
        return Analysis(_VERDICTS[verdict], fields.text("told", most=_TOLD))
    except Refused as refused:
        return Analysis(Verdict.UNKNOWN, str(refused))


def _findings(text: str, environment: Environment) -> tuple[datetime, tuple[Finding, ...]]:
    remedy = f"Make it: berthcare drift {environment} --json"
    fields = Fields.parse(text, "drift", remedy, most=_MOST_CHARACTERS)
    fields.only("environment", "at", "verdict", "findings").one_of("environment", environment)
    found = fields.objects("findings", count=_MOST_FINDINGS)
    findings = tuple(_finding(one) for one in found)
    if not findings:
        raise Refused(Problem("drift.findings", "no entry", "hold one at least", remedy))
    return fields.moment("at"), findings


def _finding(fields: Fields) -> Finding:
    fields.only("name", "verdict", "what", "remedy")
    return Finding(
        fields.text("name", most=_NAME),
        _VERDICTS[fields.one_of("verdict", *_VERDICTS)],
        fields.text("what", most=_TEXT),
        fields.optional_text("remedy", most=_TEXT),
    )


def _text(name: str, folder: Path, environment: Environment) -> str:
    """Return the text of an environment's file. Raises `Refused` where it is not there."""
    for path in files_named(name, folder):
        if path.parent.name == environment or path.parent.name.endswith(f"-{environment}"):
            return text_of(path)
    remedy = f"Make it: make drift STACK={environment} TO=.delivery/reports/drift-{environment}"
    raise Refused(Problem(name, "no file", f"be in a folder drift-{environment}", remedy))
