"""Asks two linters of IAM documents, cloudsplaining and parliament, what they find.

Neither is told of our rules, and neither is right always: where they differ from the rules, a
test says who is right and why. They are imported only when asked, for their import warns.
"""

import json
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

Sets = dict[str, frozenset[str]]
"""The ways to escalate that an oracle knows: their actions in lower case, by its own name."""


class Opinion(NamedTuple):
    """What an oracle says of one document, with the names of actions in lower case."""

    on_star: frozenset[str]
    """The actions granted on `*` although a resource could narrow them."""
    only_star: frozenset[str]
    """The granted actions that no resource can narrow."""
    escalations: frozenset[str]
    """Its names of the ways to escalate."""
    unknown: frozenset[str] = frozenset()
    """The patterns that cover no action it knows."""
    permissions_management: frozenset[str] = frozenset()
    """The actions on `*` that manage permissions."""


class _Recorder:
    """Stands for a policy where parliament's auditor adds what it finds."""

    def __init__(self) -> None:
        self.found: Sets = {}

    def add_finding(self, _issue: str, location: dict[str, Any]) -> None:
        self.found[location["type"]] = frozenset(location["actions"])


class Cloudsplaining:
    """What cloudsplaining 0.9.1 says."""

    def __init__(self) -> None:
        with _import_noise():
            from cloudsplaining.scan.policy_document import PolicyDocument  # noqa: PLC0415
            from cloudsplaining.shared import constants  # noqa: PLC0415

        self._document = PolicyDocument
        self.sets: Sets = {
            name: frozenset(actions)
            for name, actions in constants.PRIVILEGE_ESCALATION_METHODS.items()
        }

    def judge(self, document: dict[str, Any]) -> Opinion:
        """Judge a document of one Allow statement."""
        judged = self._document(document)
        return Opinion(
            on_star=_lower(judged.all_allowed_unrestricted_actions),
            only_star=_lower(judged.all_allowed_unrestrictable_actions),
            escalations=frozenset(found["type"] for found in judged.allows_privilege_escalation),
            permissions_management=_lower(judged.permissions_management_without_constraints),
        )


class Parliament:
    """What parliament 1.6.4 says, with its own table of actions."""

    def __init__(self) -> None:
        with _import_noise():
            import parliament  # noqa: PLC0415
            from parliament.community_auditors import privilege_escalation  # noqa: PLC0415

        self._analyze = parliament.analyze_policy_string
        self._auditor = privilege_escalation
        kinds: dict[str, list[str]] = {
            f"{service['prefix']}:{action['privilege']}".lower(): [
                kind["resource_type"] for kind in action["resource_types"]
            ]
            for service in parliament.iam_definition
            for action in service["privileges"]
        }
        self.narrowable = {
            action: any(kind.endswith("*") for kind in given) for action, given in kinds.items()
        }
        """Of each action it knows, whether it asks for a resource (one marked as required)."""
        self.only_star = {action: not any(given) for action, given in kinds.items()}
        """Of each action it knows, whether it lists no resource type."""
        self.sets = self._escalations(self.narrowable)

    def judge(self, document: dict[str, Any]) -> Opinion:
        """Judge a document of one Allow statement."""
        policy = self._analyze(json.dumps(document))
        details: dict[str, list[Any]] = {}
        for finding in policy.findings:
            details.setdefault(finding.issue, []).append(finding)
        unknown = frozenset(
            found.location["string"]
            for issue in ("UNKNOWN_ACTION", "UNKNOWN_PREFIX")
            for found in details.get(issue, ())
        )
        if unknown:  # then it looks no further
            return Opinion(frozenset(), frozenset(), frozenset(), unknown)
        return Opinion(
            on_star=_lower(
                action for found in details.get("RESOURCE_STAR", ()) for action in found.detail
            ),
            only_star=_lower(
                mismatch["action"]
                for found in details.get("RESOURCE_MISMATCH", ())
                for mismatch in found.detail
                if mismatch["required_format"] == "*"
            ),
            escalations=frozenset(self._escalations(policy.get_allowed_actions())),
        )

    def _escalations(self, actions: Collection[str]) -> Sets:
        recorder = _Recorder()
        self._auditor.permissions_on_other_users(recorder, actions)
        return recorder.found


@contextmanager
def _import_noise() -> Iterator[None]:
    """Quieten what the packages warn of while they are imported; pytest makes it an error."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "pkg_resources is deprecated", UserWarning)
        warnings.filterwarnings("ignore", ".*invalid escape sequence", DeprecationWarning)
        warnings.filterwarnings("ignore", ".*invalid escape sequence", SyntaxWarning)
        warnings.filterwarnings("ignore", "unclosed file", ResourceWarning)
        yield


def _lower(actions: Any) -> frozenset[str]:
    return frozenset(action.lower() for action in actions)
