"""Boundaries in a stack: what others rely on is narrow, and is nobody's policy by reference.

Source: IAM User Guide, "Permissions boundaries for IAM entities", "Delegating responsibility to
others using permissions boundaries".
"""

from collections.abc import Iterator

from policies.documents import Grant, documents_of, grants_of, unknown_in
from policies.finding import Finding
from policies.frameworks import SAFEGUARDS
from policies.iam.actions import access_level, actions_matching
from policies.iam.boundaries import is_boundary, is_bounded
from policies.iam.wildcards import is_open
from policies.known_parts import holds_unknown
from policies.reading import Said
from policies.rule import StackRule
from policies.stack import Stack, refers
from policies.subject import Subject

_POLICY = "aws:iam/policy:Policy"
_IDENTITIES = ("iam:", "sts:")
_HARMLESS = ("List", "Read")
_ATTACHING = ("managedPolicyArn", "managedPolicyArns", "policyArn", "policyArns")


def _demanded(stack: Stack) -> Iterator[tuple[Subject, Said]]:
    """Judge each boundary under which a policy of the stack lets others be given rights."""
    demanded = {
        value.rpartition("/")[2]
        for one in stack.resources
        for document in documents_of(one, "identity")
        for statement in document.statements
        for condition in statement.conditions
        if is_bounded(condition)
        for value in condition.values
    }
    for boundary in _boundaries(stack):
        if boundary.props["name"] in demanded:
            for grant in grants_of(boundary, "boundary"):
                yield from ((boundary, finding) for finding in _on_identities(grant))
            yield from ((boundary, thing) for thing in unknown_in(boundary, "boundary"))


def _on_identities(grant: Grant) -> Iterator[Finding]:
    wide = [one for one in grant.resources if is_open(one)]
    if not wide or grant.may_be_narrowed(is_bounded):
        return
    for pattern in grant.actions:
        if any(
            action.startswith(_IDENTITIES) and access_level(action) not in _HARMLESS
            for action in actions_matching(pattern)
        ):
            yield Finding(grant.at, "leaves {value} open", f"{pattern} on {wide[0]}")


def _attached(stack: Stack) -> Iterator[tuple[Subject, Said]]:
    """Find a boundary attached by an ARN that is not known yet, by what the ARN comes from."""
    for boundary in _boundaries(stack):
        for one in stack.resources:
            for key in _ATTACHING:
                if holds_unknown(one.props.get(key)) and refers(one, key, boundary):
                    name = boundary.props["name"]
                    yield one, Finding(key, "attaches {value}, judged as a boundary alone", name)


def _boundaries(stack: Stack) -> Iterator[Subject]:
    return (one for one in stack.of_type(_POLICY) if is_boundary(one.type, one.props.get("name")))


RULES = (
    StackRule(
        id="iam-boundary-narrow",
        demands="A boundary that a policy demands leaves no change to IAM, and no role to assume, "
        "open on names with wildcards; none is attached as a policy.",
        why="Whoever may give rights under a boundary can take all that the boundary leaves open.",
        remedy="Name the one role in the boundary, or take the action out of it; give the boundary "
        "as the permissionsBoundary of roles, and attach it to none.",
        severity="critical",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
        frameworks=(SAFEGUARDS,),
        checks=(_demanded, _attached),
    ),
)
