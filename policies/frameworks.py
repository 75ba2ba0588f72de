"""The frameworks that a rule serves, as the pack and the documents name them.

A rule is mapped to a control only where the control asks for the same thing: the CIS AWS
Foundations Benchmark 3.0.0, and AWS Security Hub's Foundational Security Best Practices (FSBP).
The residency rules serve the project's own policy, made for its accountability under PIPEDA
(Schedule 1, principle 4.1); PIPEDA itself names no region, and no rule claims legal compliance.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Framework:
    """A framework, and the part of it that a rule serves."""

    name: str
    reference: str
    version: str = ""

    def __str__(self) -> str:
        named = f"{self.name} {self.version}" if self.version else self.name
        return f"{named}: {self.reference}"


RESIDENCY = Framework("project residency policy", "PIPEDA accountability, Schedule 1, 4.1")
SAFEGUARDS = Framework("project safeguards", "PIPEDA safeguards, Schedule 1, 4.7")
CONTINUITY = Framework("project continuity", "a number, a secret or a trail is never lost")


def cis(control: str) -> Framework:
    """Name a control of the CIS AWS Foundations Benchmark."""
    return Framework("CIS AWS Foundations Benchmark", control, "3.0.0")


def fsbp(control: str) -> Framework:
    """Name a control of AWS Foundational Security Best Practices."""
    return Framework("AWS FSBP", control)
