"""The file of exceptions itself: every entry is well-formed, in date and needed."""

from collections.abc import Collection, Iterator

from berthcare.policy_exceptions import PolicyException
from policies.exceptions import Exceptions
from policies.finding import Finding
from policies.frameworks import RESIDENCY, SAFEGUARDS
from policies.reading import Said
from policies.rule import StackRule
from policies.stack import Stack
from policies.subject import Subject


def problems_with(exceptions: Exceptions, stack: str, rules: Collection[str]) -> Iterator[Finding]:
    """Tell the entries that are malformed or of no rule, and the stack's that have expired."""
    for fault in exceptions.faults:
        of = f" ({fault.of})" if fault.of else ""
        yield Finding(f"{fault.place}{of}", fault.what)
    for one in exceptions.all:
        if one.rule not in rules:
            yield Finding(_place(one), "names no rule that can be excepted from")
    for one in exceptions.expired(stack):
        yield Finding(_place(one), "expired on {value}", str(one.expires))


def _place(one: PolicyException) -> str:
    return f"the exception of {one.rule} for {one.resource}"


def exceptions_in_force(exceptions: Exceptions, rules: Collection[str]) -> StackRule:
    """Make the rule that judges the exceptions of this run, once they have been used.

    `rules` are the ids of the rules that can be excepted from: all but this one.
    """

    def check(stack: Stack) -> Iterator[tuple[Subject, Said]]:
        for finding in problems_with(exceptions, stack.name, rules):
            yield stack.itself, finding
        for one in exceptions.too_wide():
            yield (
                stack.itself,
                Finding(_place(one), "lets several findings pass"),
            )
        for one in exceptions.unused(stack.name):
            needless = "excepts nothing: no such finding as {value}"
            yield stack.itself, Finding(_place(one), needless, one.finding)

    return StackRule(
        id="exceptions-in-force",
        demands="Every entry of policies/exceptions.yaml is well-formed, in date and needed.",
        why="An exception that nobody needs any more, or looks at again, is a hole that waits.",
        remedy="Mend, renew after a review, or remove the entry in policies/exceptions.yaml.",
        severity="high",
        url="https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/"
        "sec_permissions_continuous_reduction.html",
        frameworks=(SAFEGUARDS, RESIDENCY),
        checks=(check,),
    )
