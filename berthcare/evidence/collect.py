"""Makes the evidence of a stack from its exported state. Nothing is asked and nothing decrypted."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from berthcare.engine.exported_state import ExportedState
from berthcare.errors import BerthcareError
from berthcare.evidence.access import access_in
from berthcare.evidence.exceptions_file import ExceptionsFile
from berthcare.evidence.model import Evidence, StateFacts
from berthcare.evidence.placement import placements_of
from berthcare.evidence.rules_verdict import RulesVerdict
from berthcare.evidence.secrets_provider import secrets_provider_of
from berthcare.evidence.state_resource import (
    StateResource,
    holds_plain_secret,
    resources_of,
)


def collect(
    stack: str,
    state: ExportedState,
    source: str,
    *,
    exceptions: ExceptionsFile,
    rules: RulesVerdict,
    written: datetime,
) -> Evidence:
    """Return the evidence of an environment; `source` is what gave the state.

    `rules` is the verdict on the same state. Raises `BerthcareError` as `project_of` does.
    """
    project = project_of(stack, state, source)
    resources = resources_of(state)
    return Evidence(
        stack=stack,
        project=project,
        written=written.replace(microsecond=0),
        state=_facts(state, source),
        placements=tuple(placements_of(resources)),
        access=access_in(resources),
        exceptions=exceptions,
        rules=rules,
    )


def project_of(stack: str, state: ExportedState, source: str) -> str:
    """Return the name of the project whose state it is.

    Raises `BerthcareError` where the state is empty, damaged, another stack's, or holds secrets in
    plain text.
    """
    _refuse_plain_secrets(stack, state, source)
    return _project(stack, resources_of(state), source)


def _refuse_plain_secrets(stack: str, state: ExportedState, source: str) -> None:
    """Refuse an export that must not be kept: evidence would be tied to it by its hash."""
    if holds_plain_secret(state.deployment):
        raise BerthcareError(
            f"{source} holds secrets in plain text: it was exported with --show-secrets.",
            f"Delete it, and export without: pulumi stack export --stack {stack} --file state.json",
        )


def _project(stack: str, resources: list[StateResource], source: str) -> str:
    """Return the project's name. A URN is `urn:pulumi:STACK::PROJECT::TYPE::NAME`."""
    if not resources:
        raise BerthcareError(
            f"The stack {stack} holds no resource: there is nothing to give evidence of.",
            f"Deploy first: pulumi up --stack {stack}",
        )
    parts = resources[0].urn.split("::")
    found = parts[0].removeprefix("urn:pulumi:")
    if found != stack or len(parts) < 4:
        raise BerthcareError(
            f"{source} is the state of the stack {found!r}, not of {stack!r}.",
            f"Write that one with: pulumi stack export --stack {stack} --file state.json",
        )
    return parts[1]


def _facts(state: ExportedState, source: str) -> StateFacts:
    manifest = state.deployment.get("manifest")
    told: Mapping[str, Any] = manifest if isinstance(manifest, Mapping) else {}
    return StateFacts(
        source=source,
        sha256=hashlib.sha256(state.text.encode()).hexdigest(),
        written=str(told.get("time", "")),
        engine=str(told.get("version", "")),
        secrets_provider=secrets_provider_of(state.deployment),
        pending=tuple(sorted(_pending(state.deployment))),
    )


def _pending(deployment: Mapping[str, Any]) -> Iterator[str]:
    """Name what an interrupted update left open ("Pending operations" in Pulumi's manual)."""
    for operation in deployment.get("pending_operations") or []:
        if isinstance(operation, Mapping):
            resource = StateResource.of(operation.get("resource") or {})
            yield f"{operation.get('type', 'changing')} {resource.type} {resource.name}"
