"""iam:SimulatePrincipalPolicy: what a role's policies allow, decided as the gateway decides calls.

Source: IAM API Reference, SimulatePrincipalPolicy, EvaluationResult, ResourceSpecificResult: the
role's policies and its boundary count, no resource's policy does; each action is answered once,
with a result for each resource where resources were named. What is asked beyond actions, resources
and condition keys is refused as not judged.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from berthcare.errors import BerthcareError
from berthcare.iam.conditions import Context
from berthcare.iam.document import parse_document
from berthcare.iam.evaluator import Decision, Request, decide
from berthcare.iam.principal import Principal
from localcloud.gateway import simulation_answer
from localcloud.gateway.action_names import is_action
from localcloud.gateway.api_call import ApiCall
from localcloud.gateway.aws_error import AwsError, not_judged
from localcloud.gateway.backend import Backend, BackendError
from localcloud.gateway.callers import Session
from localcloud.gateway.policies import Policies, RolePolicies
from localcloud.gateway.reply import Reply
from localcloud.gateway.simulation_answer import Outcome, Simulated

_EVERY_RESOURCE: Final = "*"
_MOST_ITEMS: Final = 1000
_ITEMS: Final = 100
_ROLE: Final = re.compile(r"arn:aws:iam::[0-9]{12}:role/(?:[^/]+/)*[^/]+")
_ENTITY: Final = re.compile(r"arn:aws:iam::[0-9]{12}:(?:user|group)/.+")
_READ: Final = frozenset(
    {"PolicySourceArn", "ActionNames", "ResourceArns", "ContextEntries", "MaxItems", "Marker"}
)
# What a request's principal brings along by itself (`Request.full_context`).
_OF_THE_PRINCIPAL: Final = frozenset(
    {"aws:principalarn", "aws:principalaccount", "aws:principalisawsservice", "kms:calleraccount"}
)


@dataclass(frozen=True)
class _Question:
    """The part of a request that is evaluated."""

    role_arn: str
    actions: Sequence[str]
    resources: Sequence[str]
    """ARNs; `*` alone where none was named."""
    context: Context


class Simulations:
    """Answers simulations by the policies that are in force."""

    def __init__(self, policies: Policies, backend: Backend) -> None:
        self._policies = policies
        self._backend = backend

    async def answer(self, call: ApiCall, session: Session) -> Reply | None:
        """Answer SimulatePrincipalPolicy, None for every other call. Raises AwsError."""
        if (call.service, call.operation) != ("iam", "SimulatePrincipalPolicy"):
            return None
        question = _question(call)
        start, end = _page(call, len(question.actions))
        try:
            await self._refuse_missing_role(question.role_arn, call.region)
            role = await self._policies.of_role(question.role_arn.rpartition("/")[2])
            evaluate = _Evaluation(question, role, session.account_id)
            results = [evaluate.action(one) for one in question.actions[start:end]]
        except (BerthcareError, BackendError) as error:
            raise not_judged(str(error)) from None
        marker = str(end) if end < len(question.actions) else ""
        return Reply(200, {"Content-Type": "text/xml"}, simulation_answer.xml(results, marker))

    async def _refuse_missing_role(self, arn: str, region: str) -> None:
        name = arn.rpartition("/")[2]
        try:
            found = (await self._backend.call("iam", "GetRole", region, RoleName=name))["Role"]
        except BackendError as error:
            if error.code != "NoSuchEntity":
                raise
            found = {}
        if found.get("Arn") != arn:
            raise AwsError("NoSuchEntity", f"No such entity: {arn}", status=404)


@dataclass(frozen=True)
class _Evaluation:
    question: _Question
    role: RolePolicies
    account: str

    def action(self, action: str) -> Simulated:
        return Simulated(
            action=action,
            outcomes=[self._outcome(action, one) for one in self.question.resources],
            named_resources=self.question.resources != [_EVERY_RESOURCE],
        )

    def _outcome(self, action: str, resource: str) -> Outcome:
        request = Request(
            Principal.role(self.question.role_arn), action, resource, self.question.context
        )
        decision = self._decided(request, self.role)
        by_boundary = None
        if self.role.boundary is not None:
            alone = RolePolicies((self.role.boundary,))
            by_boundary = self._decided(request, alone).allowed
        return Outcome(
            resource=resource,
            decision=_word(decision),
            missing_keys=_missing_keys(self.role, self.question.context),
            allowed_by_boundary=by_boundary,
        )

    def _decided(self, request: Request, role: RolePolicies) -> Decision:
        return decide(
            request,
            identity_documents=role.documents,
            resource_account=self.account,
            boundary=role.boundary,
        )


def _question(call: ApiCall) -> _Question:
    for name in call.parameters:
        if name not in _READ:
            raise not_judged(f"SimulatePrincipalPolicy with {name}")
    arn = call.text("PolicySourceArn")
    if _ENTITY.fullmatch(arn):
        raise not_judged(f"SimulatePrincipalPolicy of {arn}: the embedded cloud has roles only")
    if not _ROLE.fullmatch(arn):
        raise _invalid(f"{arn!r} is not the ARN of a user, group, or role")
    actions = call.parameters.get("ActionNames") or []
    if not actions:
        raise _invalid("ActionNames must name at least one action")
    unknown = [one for one in actions if not is_action(one)]
    if unknown:
        raise _invalid(f"Invalid action names: {', '.join(unknown)}")
    resources = call.parameters.get("ResourceArns") or [_EVERY_RESOURCE]
    strange = [one for one in resources if one != "*" and not one.startswith("arn:")]
    if strange:
        raise _invalid(f"Invalid resource ARNs: {', '.join(strange)}")
    return _Question(arn, actions, resources, _context(call))


def _context(call: ApiCall) -> Context:
    context: dict[str, str | Sequence[str]] = {}
    for entry in call.parameters.get("ContextEntries") or []:
        if not {"ContextKeyName", "ContextKeyValues", "ContextKeyType"} <= entry.keys():
            raise _invalid("A context entry has a name, values and a type")
        values = entry["ContextKeyValues"]
        several = entry["ContextKeyType"].endswith("List")
        if len(values) != 1 and not several:
            raise _invalid(f"{entry['ContextKeyName']} has several values, its type is for one")
        context[entry["ContextKeyName"]] = tuple(values) if several else values[0]
    return context


def _page(call: ApiCall, length: int) -> tuple[int, int]:
    """Return the first action of the page asked for, and the one after its last."""
    items, marker = call.text("MaxItems") or str(_ITEMS), call.text("Marker") or "0"
    if not items.isdecimal() or not 1 <= int(items) <= _MOST_ITEMS:
        raise _invalid(f"MaxItems must be from 1 to {_MOST_ITEMS}")
    if not marker.isdecimal() or int(marker) >= length:
        raise _invalid("Marker is not one that an answer held")
    return int(marker), min(int(marker) + int(items), length)


def _word(decision: Decision) -> str:
    if decision.allowed:
        return "allowed"
    return "explicitDeny" if decision.reason.startswith("explicit deny") else "implicitDeny"


def _missing_keys(role: RolePolicies, context: Context) -> Sequence[str]:
    """Return the condition keys of the policies that the request brings no value for."""
    documents: list[Mapping[str, Any]] = [*role.documents]
    if role.boundary is not None:
        documents.append(role.boundary)
    wanted = {
        condition.key
        for document in documents
        for statement in parse_document(document)
        for condition in statement.conditions
    }
    given = _OF_THE_PRINCIPAL | {key.lower() for key in context}
    return sorted(key for key in wanted if key.lower() not in given)


def _invalid(what: str) -> AwsError:
    return AwsError("InvalidInput", f"Invalid input: {what}.")
