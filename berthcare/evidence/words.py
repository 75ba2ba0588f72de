"""The cells of a clause, in words: who, what, on what, under which conditions, written where."""

from collections.abc import Sequence

from berthcare.evidence.clause import NOT_SHOWN, Clause, Party, Source, narrows_callers
from berthcare.evidence.markdown import code, lines
from berthcare.iam.document import Condition

# The operators whose words say the same; another one stands by its name.
_OPERATORS = {
    "StringEquals": "is",
    "StringNotEquals": "is not",
    "StringLike": "is like",
    "StringNotLike": "is not like",
    "StringEqualsIfExists": "if given, is",
    "StringLikeIfExists": "if given, is like",
    "ArnEquals": "is",
    "ArnNotEquals": "is not",
    "ArnLike": "is like",
    "ArnNotLike": "is not like",
    "Bool": "is",
    "encryptionContextEquals": "is, alone,",
    "encryptionContextSubset": "is",
}


def who(clause: Clause) -> str:
    """Say whom a clause is about."""
    if clause.but_principals:
        return lines(["everybody but", *map(party, clause.but_principals)])
    if not clause.principals:
        if clause.kind == "identity":
            return "nobody: it is attached to nothing"
        return "it names nobody"
    said = [party(one) for one in clause.principals]
    if clause.only_callers:
        said += ["but only", *map(code, clause.only_callers)]
    if clause.but_callers:
        said += ["but not", *map(code, clause.but_callers)]
    return lines(said)


def party(one: Party) -> str:
    """Name somebody."""
    if one.kind == "everybody":
        return "everybody"
    kind = {"service": "AWS service", "account": "AWS account"}.get(one.kind, one.kind)
    return f"{kind} {code(one.value)}"


def actions(clause: Clause) -> str:
    """Say what a clause is about."""
    return _all_or_but(clause.actions, clause.but_actions, "every action")


def resources(clause: Clause) -> str:
    """Say on what; the `*` of a resource's own policy is that resource."""
    everything = f"itself: {code(clause.star_means)}" if clause.star_means else "every resource"
    return _all_or_but(clause.resources, clause.but_resources, everything)


def conditions(clause: Clause) -> str:
    """Say under which other conditions, all of which must hold; a dash without one."""
    others = [one for one in clause.conditions if not narrows_callers(one)]
    return lines(map(_condition, others)) or "-"


def source(one: Source) -> str:
    """Say where something is written."""
    said = [f"{code(one.type)} {code(one.name)}"]
    if one.statement:
        said.append(f"statement {code(one.statement)} of {code(one.path)}")
    elif one.path:
        said.append(code(one.path))
    return lines(said)


def _all_or_but(named: Sequence[str], but: Sequence[str], everything: str) -> str:
    if but:
        return lines([f"{everything} but", *map(code, but)])
    return lines(everything if one == "*" else code(one) for one in named) or "-"


def _condition(condition: Condition) -> str:
    operator = _OPERATORS.get(condition.operator, condition.operator)
    values = " or ".join(one if one == NOT_SHOWN else code(one) for one in condition.values)
    return f"{code(condition.key)} {operator} {values}"
