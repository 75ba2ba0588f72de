"""The evidence as JSON, for programs.

The schema is stable: within one number of `schema`, keys are added and none changes its meaning.
Every key is always there. Times are ISO 8601 in UTC, days YYYY-MM-DD, hashes in hexadecimal.

    schema        1
    stack         the environment: "staging" or "production"
    project       the Pulumi project
    region        the region where everything is meant to be: "ca-central-1"
    written       when this was made
    clean         whether `findings` is empty
    findings      [{subject, what}]: what a security officer must look at
    state         what was read:
      source            the command or the file
      sha256            of its text
      written           when the engine wrote it last, as it says; "" where it does not
      engine            the engine's version; "" where it does not say
      secrets_provider  {kind, key, region, basis}: what encrypts the state's secrets
      pending           [text]: what an interrupted update left open
    counts        {resources, in_region, global, twilio, none, outside, unknown, grants, refusals,
                  attached_policies, documents, unreadable, mandatory_violations,
                  advisory_violations, exceptions, expired, faults, findings};
                  the first equals the sum of the next six
    resources     [{type, name, arn, status, place, region, basis, findings}], by type and name:
      arn               or ""
      status            "managed", "read only" or "to be deleted"
      place             "in_region", "global" (IAM, AWS Budgets), "twilio" (outside Canada,
                        accepted), "none" (a stack, provider or component), "outside" or "unknown"
      region            a region, "global", "United States", "none" or "unknown"
      basis             how that is known
      findings          [text]
    grants        [clause], by where they stand: what is allowed to whom
    refusals      [clause]: what is refused to whom
    attached_policies  [{bearer, policy_arn, of_aws, source}]: those whose text is not in the state
    parties       [{kind, value, grants, spared, foreign}]: everybody who is named, with the number
                  of grants, and of refusals that spare it; foreign: of another AWS account
    unreadable    [{source, why}]: documents and grants that could not be told
    rules         what the policy rules of the project say of this same state:
      ran               whether they were run; if not, nothing is known of violations
      why_not           why they were not run; "" where they were
      packs             ["name version"]: the policy packs that judged
      violations        [{rule, level, severity, type, name, message}], mandatory ones first; level
                        is "mandatory" (each is a finding) or "advisory"; type and name are the
                        resource's, or ""
    exceptions    from the policy rules:
      file              its name
      sha256            of its text
      entries           [{rule, resource, finding, reason, owner, last_day, expired}], this stack's
      faults            [{place, what}], of the whole file
    not_claimed   [text]: what this does not claim

A clause: {kind, source, principals, but_principals, only_callers, but_callers, actions,
but_actions, resources, but_resources, star_means, conditions}:

    kind          "identity", "trust", "key", "resource", "function permission", "key grant", or
                  "other" (a document where none was expected)
    source        {type, name, path, statement}: where it is written
    principals    [{kind, value}]; kind is "everybody", "account", "role", "user", "group",
                  "permission set", "service", "federated", "canonical user" or "principal".
                  An identity policy's are its bearers; none means that nobody bears it
    but_…         everything, or everybody, but these (NotPrincipal, NotAction, NotResource)
    only_callers  the callers that its condition on aws:PrincipalArn narrows it to
    but_callers   the callers that such a condition takes out
    star_means    what the resource "*" stands for; "" where it stands for every resource
    conditions    [{operator, key, values}], all of which must hold
"""

import json
from collections.abc import Sequence
from typing import Any

from berthcare.evidence.attachment import Attachment
from berthcare.evidence.claims import not_claimed
from berthcare.evidence.clause import Clause, Party, Source
from berthcare.evidence.exceptions_file import ExceptionsFile
from berthcare.evidence.model import Evidence, StateFacts
from berthcare.evidence.named_party import NamedParty
from berthcare.evidence.placement import Place, Placement
from berthcare.evidence.rules_verdict import RulesVerdict
from berthcare.residency import REGION

SCHEMA = 1


def as_json(evidence: Evidence) -> str:
    """Return the evidence as a JSON object, with a line feed at its end."""
    access = evidence.access
    value = {
        "schema": SCHEMA,
        "stack": evidence.stack,
        "project": evidence.project,
        "region": REGION,
        "written": f"{evidence.written:%Y-%m-%dT%H:%M:%SZ}",
        "clean": not evidence.findings,
        "findings": [{"subject": one.subject, "what": one.what} for one in evidence.findings],
        "state": _state(evidence.state),
        "counts": _counts(evidence),
        "resources": [_resource(one) for one in evidence.placements],
        "grants": [_clause(one) for one in evidence.grants],
        "refusals": [_clause(one) for one in evidence.refusals],
        "attached_policies": [_attachment(one) for one in access.attachments],
        "parties": [_party(one) for one in evidence.parties],
        "unreadable": [
            {"source": _source(one.source), "why": one.why} for one in access.unreadable
        ],
        "rules": _rules(evidence.rules),
        "exceptions": _exceptions(evidence.exceptions),
        "not_claimed": not_claimed(evidence.stack),
    }
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _state(state: StateFacts) -> dict[str, Any]:
    provider = state.secrets_provider
    return {
        "source": state.source,
        "sha256": state.sha256,
        "written": state.written,
        "engine": state.engine,
        "secrets_provider": {
            "kind": provider.kind,
            "key": provider.key,
            "region": provider.region,
            "basis": provider.basis,
        },
        "pending": list(state.pending),
    }


def _counts(evidence: Evidence) -> dict[str, int]:
    access, exceptions = evidence.access, evidence.exceptions
    return {
        "resources": len(evidence.placements),
        **{place.value: evidence.count(place) for place in Place},
        "grants": len(evidence.grants),
        "refusals": len(evidence.refusals),
        "attached_policies": len(access.attachments),
        "documents": access.documents,
        "unreadable": len(access.unreadable),
        "mandatory_violations": len(evidence.rules.mandatory),
        "advisory_violations": len(evidence.rules.advisory),
        "exceptions": len(exceptions.entries),
        "expired": len(exceptions.expired),
        "faults": len(exceptions.faults),
        "findings": len(evidence.findings),
    }


def _resource(one: Placement) -> dict[str, Any]:
    return {
        "type": one.type,
        "name": one.name,
        "arn": one.arn,
        "status": one.status,
        "place": one.place.value,
        "region": one.region,
        "basis": one.basis,
        "findings": list(one.findings),
    }


def _clause(one: Clause) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "source": _source(one.source),
        "principals": _parties(one.principals),
        "but_principals": _parties(one.but_principals),
        "only_callers": list(one.only_callers),
        "but_callers": list(one.but_callers),
        "actions": list(one.actions),
        "but_actions": list(one.but_actions),
        "resources": list(one.resources),
        "but_resources": list(one.but_resources),
        "star_means": one.star_means,
        "conditions": [
            {"operator": condition.operator, "key": condition.key, "values": list(condition.values)}
            for condition in one.conditions
        ],
    }


def _attachment(one: Attachment) -> dict[str, Any]:
    (bearer,) = _parties([one.bearer])
    return {
        "bearer": bearer,
        "policy_arn": one.policy_arn,
        "of_aws": one.is_of_aws,
        "source": _source(one.source),
    }


def _party(one: NamedParty) -> dict[str, Any]:
    (party,) = _parties([one.party])
    return {**party, "grants": one.grants, "spared": one.spared, "foreign": one.is_foreign}


def _rules(rules: RulesVerdict) -> dict[str, Any]:
    return {
        "ran": not rules.why_not,
        "why_not": rules.why_not,
        "packs": list(rules.packs),
        "violations": [
            {
                "rule": one.rule,
                "level": one.level,
                "severity": one.severity,
                "type": one.type,
                "name": one.name,
                "message": one.message,
            }
            for one in rules.violations
        ],
    }


def _exceptions(file: ExceptionsFile) -> dict[str, Any]:
    return {
        "file": file.name,
        "sha256": file.sha256,
        "entries": [
            {
                "rule": one.rule,
                "resource": one.resource,
                "finding": one.finding,
                "reason": one.reason,
                "owner": one.owner,
                "last_day": one.expires.isoformat(),
                "expired": one.has_expired(file.today),
            }
            for one in file.entries
        ],
        "faults": [{"place": one.place, "what": one.what} for one in file.faults],
    }


def _parties(parties: Sequence[Party]) -> list[dict[str, str]]:
    return [{"kind": one.kind, "value": one.value} for one in parties]


def _source(source: Source) -> dict[str, str]:
    return {
        "type": source.type,
        "name": source.name,
        "path": source.path,
        "statement": source.statement,
    }
