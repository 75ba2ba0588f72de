"""The evidence as a Markdown page, for people."""

from collections.abc import Iterator

from berthcare.evidence import access_section, rules_section
from berthcare.evidence.claims import not_claimed
from berthcare.evidence.exceptions_file import ExceptionsFile
from berthcare.evidence.markdown import code, plain, table
from berthcare.evidence.model import Evidence
from berthcare.evidence.placement import Place, Placement
from berthcare.evidence.secrets_provider import SecretsProvider
from berthcare.residency import REGION

_PLACES = (
    (Place.OUTSIDE, "Outside Canada"),
    (Place.UNKNOWN, "Its place cannot be told"),
    (Place.TWILIO, "At Twilio in the United States: outside Canada, accepted (docs/security.md)"),
    (Place.IN_REGION, f"In {REGION}"),
    (Place.GLOBAL, "IAM, AWS Budgets: names, policies, amounts without a region, kept everywhere"),
    (Place.NOWHERE, "Entries of the state alone: they hold nothing in any cloud"),
)


def as_markdown(evidence: Evidence) -> str:
    """Return the evidence as a Markdown page."""
    sections = (
        _head(evidence),
        _result(evidence),
        _limits(evidence),
        _places(evidence),
        access_section.grants(evidence),
        access_section.refusals(evidence.refusals),
        access_section.unreadable(evidence.access),
        rules_section.rules(evidence.rules),
        _exceptions(evidence.exceptions),
    )
    return "\n".join(line for section in sections for line in section).rstrip("\n") + "\n"


def _head(evidence: Evidence) -> Iterator[str]:
    state = evidence.state
    yield f"# Residency and least privilege: {plain(evidence.stack)}"
    yield ""
    yield from table(
        ("", ""),
        [
            ("Stack", f"{code(evidence.stack)} of the project {code(evidence.project)}"),
            ("This file written", f"{evidence.written:%Y-%m-%dT%H:%M:%SZ}"),
            ("State last written", plain(state.written) or "it does not say"),
            ("State read from", code(state.source)),
            ("SHA-256 of the state's text", code(state.sha256)),
            ("Pulumi engine", plain(state.engine) or "the state does not say"),
            ("The state's secrets", _provider(state.secrets_provider)),
            ("Policy rules", rules_section.who_judged(evidence.rules)),
            ("Exceptions read from", _exceptions_name(evidence.exceptions)),
        ],
    )
    yield ""


def _provider(provider: SecretsProvider) -> str:
    key = f" {code(provider.key)}" if provider.key else ""
    region = "" if provider.region == "none" else f" in {plain(provider.region)}"
    return f"encrypted by {code(provider.kind)}{key}{region} ({plain(provider.basis)})"


def _exceptions_name(file: ExceptionsFile) -> str:
    return f"{code(file.name)}, SHA-256 {code(file.sha256)}"


def _result(evidence: Evidence) -> Iterator[str]:
    found = evidence.findings
    yield "## Result"
    yield ""
    if found:
        yield f"**{len(found)} to look at:**"
        yield ""
        yield from (f"- {code(one.subject)}: {plain(one.what)}" for one in found)
    else:
        yield (
            f"**Nothing to look at.** Every AWS resource is in {REGION}, or is IAM's or AWS "
            f"Budgets'. At Twilio, outside Canada, are {evidence.count(Place.TWILIO)}: that is "
            "accepted. Every grant could be read. No mandatory policy rule is violated, and no "
            "exception from the rules has expired."
        )
    yield ""
    access, file = evidence.access, evidence.exceptions
    resources = [(title, str(evidence.count(place))) for place, title in _PLACES]
    yield from table(
        ("Count", ""),
        [
            ("**Resources**", f"**{len(evidence.placements)}**"),
            *((plain(title), count) for title, count in resources if count != "0"),
            ("**Grants**", f"**{len(evidence.grants)}**"),
            ("Refusals", str(len(evidence.refusals))),
            ("Policy documents read", str(access.documents)),
            ("Attached policies whose text is not in the state", str(len(access.attachments))),
            ("Not readable", str(len(access.unreadable))),
            *rules_section.counts(evidence.rules),
            (f"Exceptions for {plain(evidence.stack)}", str(len(file.entries))),
            ("… of them expired", str(len(file.expired))),
        ],
    )
    yield ""


def _limits(evidence: Evidence) -> Iterator[str]:
    yield "## What this file does not claim"
    yield ""
    yield from (f"- {plain(one)}" for one in not_claimed(evidence.stack))
    yield ""


def _places(evidence: Evidence) -> Iterator[str]:
    yield "## Where everything is"
    yield ""
    for place, title in _PLACES:
        found = [one for one in evidence.placements if one.place is place]
        if found:
            yield f"### {title}: {len(found)}"
            yield ""
            yield from table(("Type", "Name", "Region", "How it is known"), map(_placed, found))
            yield ""


def _placed(one: Placement) -> tuple[str, str, str, str]:
    name = code(one.name) + ("" if one.status == "managed" else f" ({one.status})")
    findings = "".join(f"<br>**{plain(what)}**" for what in one.findings if what != one.basis)
    return code(one.type), name, plain(one.region), f"{plain(one.basis)}{findings}"


def _exceptions(file: ExceptionsFile) -> Iterator[str]:
    yield "## Exceptions from the policy rules"
    yield ""
    if file.entries:
        head = ("Rule", "Resource", "Finding", "Reason", "Owner", "Last day (UTC)")
        yield from table(
            head,
            [
                (
                    code(one.rule),
                    code(one.resource),
                    plain(one.finding),
                    plain(one.reason),
                    plain(one.owner),
                    f"{one.expires}{' **expired**' if one.has_expired(file.today) else ''}",
                )
                for one in file.entries
            ],
        )
    else:
        yield "None for this stack."
    if file.faults:
        yield ""
        yield "These entries of the file cannot be read, and let nothing pass:"
        yield ""
        yield from (f"- {plain(one.place)}: {plain(one.what)}" for one in file.faults)
