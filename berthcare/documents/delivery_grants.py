"""Turns what the table of needed actions says into statements, each on the program's own names.

Sources: Service Authorization Reference, "Resource types" and "Condition keys" of each service; IAM
User Guide, "Granting a user permissions to pass a role to an AWS service".
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from berthcare.account_names import AccountNames
from berthcare.documents import delivery_keys as keys
from berthcare.documents.function import allow
from berthcare.documents.secret_access import VERIFICATION_SESSION
from berthcare.documents.shared import Document, document
from berthcare.environments import Environment
from berthcare.names import Names
from berthcare.needed_actions.action_kinds import BOUND, OF_COMMANDS, WITHOUT_RESOURCE
from berthcare.needed_actions.program_arns import (
    ProgramArns,
    verification_queue,
    verification_role,
)
from berthcare.needed_actions.table import NeededActions
from berthcare.residency import REGION


class Need(NamedTuple):
    """An action, and the service for whose resource it is needed, or `OF_COMMANDS`."""

    action: str
    service: str

    @property
    def of_service(self) -> str:
        """The service of the action itself."""
        return self.action.partition(":")[0]


class Place(NamedTuple):
    """On what an action is allowed, and under which condition, as JSON; "" where under none."""

    sid: str
    resources: tuple[str, ...]
    condition: str = ""


@dataclass(frozen=True)
class Grants:
    """What is granted of one environment's things."""

    arns: ProgramArns
    account: AccountNames

    def places(self, need: Need) -> Iterator[Place]:
        """Visit every place where an action must be allowed for the need to be met."""
        service = need.of_service
        if service == "kms":
            yield from self._on_keys(need)
        elif need.action in WITHOUT_RESOURCE:
            yield Place("Everywhere", ("*",))
        elif service == "iam":
            yield self._on_roles(need)
        elif service == "sts":
            session = {"StringLike": {"sts:RoleSessionName": VERIFICATION_SESSION}}
            outsider = verification_role(self.account.account_id)
            yield _place("VerifyAs", (self.arns.backend_role, outsider), session)
        elif service == "sqs" and need.service == OF_COMMANDS:
            yield Place("VerifysQueues", (verification_queue(self.account.account_id),))
        else:
            yield _OF_SERVICE[service](self.arns, need.action)

    def _on_keys(self, need: Need) -> Iterator[Place]:
        any_key = (keys.any_key(self.account.account_id),)
        environments = [self.arns.names.environment]
        through = "secretsmanager" if need.service == OF_COMMANDS else need.service
        if need.action == "kms:CreateKey":
            yield _place("NewKeys", ("*",), keys.made_for(environments))
        elif need.action == "kms:ListAliases":
            yield Place("Everywhere", ("*",))
        elif need.action.endswith("Alias"):
            condition = keys.or_alias(keys.of_environments(environments))
            yield _place("KeysAliases", (*self.arns.key_aliases, *any_key), condition)
        elif need.action == "kms:CreateGrant":
            # Lambda keeps the key of a function by a grant; nobody else is to have one.
            condition = keys.used_through(through, environments) | _FOR_AWS
            yield _place("GrantKeysToAws", any_key, condition)
        elif need.action in _USES:
            condition = keys.used_through(through, environments)
            yield _place(f"KeysThrough{through.capitalize()}", any_key, condition)
        else:
            yield _place("Keys", any_key, keys.of_environments(environments))
        if need.action == "kms:TagResource":
            yield _place("MarkNewKeys", any_key, keys.made_now(environments))

    def _on_roles(self, need: Need) -> Place:
        if need.action == "iam:PassRole":
            to = {"StringEquals": {"iam:PassedToService": f"{need.service}.amazonaws.com"}}
            sid = f"PassRolesTo{need.service.capitalize()}"
            return _place(sid, self.arns.passed_roles[need.service], to)
        if need.action in _ON_POLICIES:
            return Place("Policies", self.arns.policies)
        sid, roles = "Roles", self.arns.roles
        if need.service == OF_COMMANDS:
            sid, roles = "VerifysRoles", (verification_role(self.account.account_id),)
        if need.action in BOUND:
            return _place(f"{sid}UnderTheBoundary", roles, under_the_boundary(self.account))
        return Place(sid, roles)


def under_the_boundary(account: AccountNames) -> Document:
    """Return the condition that a role carries the boundary of the program's roles."""
    boundary = account.policy_arn(account.workload_boundary)
    return {"ArnEquals": {"iam:PermissionsBoundary": boundary}}


def needs_of(
    table: NeededActions, deeds: Iterable[str], commands: Iterable[str]
) -> frozenset[Need]:
    """Return what the deeds with any type need, the program itself, and the commands."""
    of_types = {
        Need(action, table.services[token])
        for token in table.of_types
        for action in table.of(token, deeds)
    }
    besides = table.always.union(*(table.of_commands[one] for one in commands))
    return frozenset(of_types | {Need(action, OF_COMMANDS) for action in besides})


def policies_of_environments(
    role: str, needs: Iterable[Need], names: AccountNames, environments: Sequence[Environment]
) -> dict[str, Document]:
    """Return a role's managed policies by name, some of each environment.

    IAM takes at most 6,144 characters a policy and 10 policies a role (IAM User Guide, "IAM and
    AWS STS quotas").
    """
    policies: dict[str, Document] = {}
    for environment in environments:
        grants = Grants(ProgramArns(Names(environment), names.account_id), names)
        for part, services in _PARTS.items():
            of_part = [one for one in needs if one.of_service in services]
            refused = [_no_record(grants.arns)] if "s3" in services else []
            statements = [*_statements(of_part, grants), *refused]
            policies[f"{role}-{environment}-{part}"] = document(*statements)
    return policies


def _statements(needs: Iterable[Need], grants: Grants) -> list[Document]:
    """Return the statements that meet the needs, one for each place."""
    found: defaultdict[Place, set[str]] = defaultdict(set)
    for need in needs:
        for place in grants.places(need):
            found[place].add(need.action)
    return [
        allow(
            place.sid,
            sorted(actions),
            list(place.resources),
            json.loads(place.condition) if place.condition else None,
        )
        for place, actions in sorted(found.items())
    ]


def _no_record(arns: ProgramArns) -> Document:
    """Refuse the trail's records: whoever writes a bucket's policy could let itself in to them."""
    return {
        "Sid": "NoRecordOfTheTrail",
        "Effect": "Deny",
        "Action": ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
        "Resource": [f"{arns.bucket}/*"],
    }


def _place(sid: str, resources: tuple[str, ...], condition: Document) -> Place:
    return Place(sid, resources, json.dumps(condition, sort_keys=True))


_FOR_AWS: Document = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
_USES = frozenset({"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"})
_ON_POLICIES = frozenset(
    {
        "iam:CreatePolicy",
        "iam:CreatePolicyVersion",
        "iam:DeletePolicy",
        "iam:DeletePolicyVersion",
        "iam:GetPolicy",
        "iam:GetPolicyVersion",
        "iam:ListPolicyVersions",
        "iam:TagPolicy",
        "iam:UntagPolicy",
    }
)
_TAGS = ("ListTagsForResource", "TagResource", "UntagResource")


def _log_groups(arns: ProgramArns, action: str) -> Place:
    """Return the groups; for their tags they are named without the `:*` of what is in them.

    Source: CloudWatch Logs API Reference, "TagResource".
    """
    if action.partition(":")[2] in _TAGS:
        return Place("LogsTags", tuple(one.removesuffix(":*") for one in arns.log_groups))
    return Place("Logs", arns.log_groups)


def _of_cloudwatch(arns: ProgramArns, action: str) -> Place:
    if "Dashboard" in action:
        return Place("Dashboard", (arns.dashboard,))
    if action == "cloudwatch:DescribeAlarms":  # a listing is judged on all of them
        every = f"arn:aws:cloudwatch:{REGION}:{arns.account}:alarm:*"
        return Place("AlarmsListed", (every,))
    return Place("Alarms", (arns.alarms,))


_OF_SERVICE: Mapping[str, Callable[[ProgramArns, str], Place]] = {
    "budgets": lambda arns, _: Place("Budget", (arns.budget,)),
    "cloudtrail": lambda arns, _: Place("Trail", (arns.trail,)),
    "cloudwatch": _of_cloudwatch,
    "events": lambda arns, _: Place("Rules", arns.rules),
    "lambda": lambda arns, _: Place("Functions", arns.functions),
    "logs": _log_groups,
    "s3": lambda arns, _: Place("TrailsBucket", (arns.bucket,)),
    "secretsmanager": lambda arns, _: Place("Secrets", arns.secrets),
    "sns": lambda arns, _: Place("AlertTopic", (arns.topic,)),
    "sqs": lambda arns, _: Place("DeadLetters", arns.queues),
    "ssm": lambda arns, _: Place("SpendLift", (arns.parameter,)),
}
_PARTS: Mapping[str, frozenset[str]] = {
    "rights": frozenset({"iam", "kms", "sts"}),
    "services": frozenset({"lambda", "s3", "secretsmanager", "sns", "sqs", "ssm"}),
    "monitoring": frozenset({"budgets", "cloudtrail", "cloudwatch", "events", "logs"}),
}
"""Part of an environment's policies -> services: one document would be too long."""
