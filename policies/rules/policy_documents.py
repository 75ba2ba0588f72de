"""IAM documents: AWS accepts them, every rule can read them, and they mean what they say.

Source: IAM User Guide, "Grammar of the IAM JSON policy language", "IAM JSON policy elements:
Version", and the Service Authorization Reference.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from policies.documents import TYPES, Grant, documents_of, each_grant, unknown_in
from policies.finding import Finding
from policies.frameworks import SAFEGUARDS
from policies.iam.actions import actions_matching, knows_service
from policies.iam.wildcards import arn_fields, is_only_wildcards
from policies.reading import Said, decoded
from policies.rule import ResourceRule
from policies.subject import Subject


def _readable(subject: Subject) -> Iterator[Said]:
    for document in documents_of(subject):
        if document.fault:
            fault = "its text is secret" if subject.is_secret(document.path) else document.fault
            yield Finding(document.path, f"cannot be read: {fault}")
    yield from unknown_in(subject)


def _version(subject: Subject) -> Iterator[Said]:
    for document in documents_of(subject):
        given: Any = document.given
        tree = decoded(given) if isinstance(given, str) else given
        if isinstance(tree, Mapping) and tree.get("Version") in (None, "2008-10-17"):
            yield Finding(
                document.path, "has not the Version 2012-10-17, so its variables are taken as text"
            )


def _actions(subject: Subject) -> Iterator[Finding]:
    """Tell also those of a Deny statement: a misspelt one refuses nothing."""
    for document in documents_of(subject):
        for statement in document.statements:
            for action in (*statement.actions, *statement.not_actions):
                service = action.partition(":")[0]
                if any(wild in service for wild in "*?"):
                    continue
                at = document.at(statement)
                if not knows_service(service):
                    yield Finding(at, "names {value}, of a service that is not known", action)
                elif not actions_matching(action):
                    yield Finding(at, "names {value}, which matches no known action", action)


def _open_scope(grant: Grant) -> Iterator[Finding]:
    for resource in grant.resources:
        _arn, _partition, service, region, account, _name = arn_fields(resource)
        # Where the service is open too, this is another rule's: a resource that is everything.
        if is_only_wildcards(service):
            continue
        if is_only_wildcards(region) or is_only_wildcards(account):
            yield Finding(grant.at, "names {value}, of any region or account", resource)


_GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide"

RULES = (
    ResourceRule(
        id="iam-policy-valid",
        demands="An IAM document is one that AWS accepts and every rule can read.",
        why="What cannot be read cannot be judged, and may mean something else to AWS.",
        remedy="Correct the document; json.dumps of a dict avoids most mistakes.",
        severity="high",
        url=f"{_GUIDE}/reference_policies_grammar.html",
        frameworks=(SAFEGUARDS,),
        types=TYPES,
        checks=(_readable,),
    ),
    ResourceRule(
        id="iam-policy-lint",
        demands="An IAM document names known actions, and a region and an account in each ARN.",
        why="A misspelt action grants nothing when it is needed; an open ARN more than was meant.",
        remedy="Correct the spelling, write the region and the account, and Version 2012-10-17. "
        "An action newer than policies/iam/action_data.json: make action-data.",
        severity="low",
        url="https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html",
        frameworks=(SAFEGUARDS,),
        level="advisory",
        types=TYPES,
        checks=(_version, _actions, each_grant(_open_scope, "identity", "boundary"), unknown_in),
    ),
)
