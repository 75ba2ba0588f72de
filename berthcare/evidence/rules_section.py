"""The part of the Markdown page on what the policy rules say."""

from collections.abc import Iterator

from berthcare.evidence.markdown import code, plain, table
from berthcare.evidence.rules_verdict import RulesVerdict, Violation


def rules(verdict: RulesVerdict) -> Iterator[str]:
    """List every violation, or say why there is no verdict."""
    yield "## What the policy rules say of this state"
    yield ""
    if verdict.why_not:
        why = plain(verdict.why_not)
        yield f"**The rules were not run**: {why}. Nothing is known of violations."
    elif verdict.violations:
        head = ("Rule", "Level", "Resource", "What it demands and what is wrong")
        yield from table(head, map(_cells, verdict.violations))
    else:
        yield "They find no violation, but for what their exceptions (below) let pass."
    yield ""


def who_judged(verdict: RulesVerdict) -> str:
    """Name the policy packs, for the head of the page."""
    return ", ".join(map(code, verdict.packs)) or "**not run**"


def counts(verdict: RulesVerdict) -> list[tuple[str, str]]:
    """Return the rows of the counts."""
    known = not verdict.why_not
    return [
        ("Violations of mandatory rules", str(len(verdict.mandatory)) if known else "not run"),
        ("Violations of advisory rules", str(len(verdict.advisory)) if known else "not run"),
    ]


def _cells(one: Violation) -> tuple[str, ...]:
    level = plain(", ".join(filter(None, (one.level, one.severity))))
    resource = f"{code(one.type)} {code(one.name)}" if one.type else "-"
    return (
        code(one.rule),
        f"**{level}**" if one.is_mandatory else level,
        resource,
        plain(one.message),
    )
