"""The report of a rehearsal, as text. It says at once that no engine ran."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from localcloud.rehearsal.findings import Findings
from localcloud.rehearsal.steps import CREATED, DELETED, REPLACED, UNCHANGED, UPDATED

_ACTIONS = (CREATED, UPDATED, REPLACED, DELETED, UNCHANGED)
_MASK = "[secret]"


def report(stack: str, findings: Findings, *, dry: bool) -> str:
    """Write the report; a dry pass is reported only where it found something wrong."""
    blocks = [
        f"Rehearsal of stack {stack!r} on the embedded cloud (rehearsal, not an engine run)",
        *([] if dry else [_resources(findings)]),
        _policies(findings),
        *_failures(findings),
        *([] if dry else _outputs(findings)),
        _verdict(findings, dry=dry),
    ]
    return "\n\n".join(blocks)


def _resources(findings: Findings) -> str:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for type_token, step in findings.steps:
        counts[type_token][step.action] += 1
    for type_token in findings.deleted:
        counts[type_token][DELETED] += 1
    width = max((len(_short(type_token)) for type_token in counts), default=0)
    lines = [_row("Resources by type", _ACTIONS, width)]
    lines += [
        _row(_short(type_token), [counted[action] or "" for action in _ACTIONS], width)
        for type_token, counted in sorted(counts.items())
    ]
    total = sum(counts.values(), Counter[str]())
    return "\n".join([*lines, _row("Total", [total[action] for action in _ACTIONS], width)])


def _short(type_token: str) -> str:
    """Shorten a token as the engine's display does: `aws:s3/bucket:Bucket` to `aws:s3:Bucket`."""
    package, _, rest = type_token.partition(":")
    module, _, name = rest.partition(":")
    return f"{package}:{module.partition('/')[0]}:{name}"


def _row(title: str, cells: Iterable[object], width: int) -> str:
    return f"  {title:<{width}}" + "".join(f"{cell!s:>10}" for cell in cells)


def _policies(findings: Findings) -> str:
    if not findings.violations:
        return (
            f"Policy rules: {findings.judged} resources judged one by one, no violation\n"
            "  (how they go together as a stack, only the engine's policy pack judges)"
        )
    lines = [f"Policy rules: {len(findings.violations)} violations"]
    for violation in findings.violations:
        rule = violation.rule
        lines += [f"  [{rule.severity}] {rule.id}: {violation.message}", f"    {rule.remedy}"]
    return "\n".join(lines)


def _failures(findings: Findings) -> list[str]:
    if not findings.failures:
        return []
    lines = [f"  {one.name} ({one.type}): {one.reason}" for one in findings.failures]
    if findings.skipped:
        lines.append(f"  {len(findings.skipped)} more resources waited for these")
    return ["\n".join(["Failures", *lines])]


def _outputs(findings: Findings) -> list[str]:
    if not findings.outputs:
        return []
    width = max(len(name) for name in findings.outputs)
    lines = [
        f"  {name:<{width}}  {_MASK if name in findings.secret_outputs else value}"
        for name, value in sorted(findings.outputs.items())
    ]
    return ["\n".join(["Outputs", *lines])]


def _verdict(findings: Findings, *, dry: bool) -> str:
    if findings.good:
        return "Rehearsed without a violation or a failure. No engine ran."
    touched = "Nothing was created or changed." if dry else "What was done so far is recorded."
    return f"The rehearsal failed. {touched}"
