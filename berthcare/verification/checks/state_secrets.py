"""The exported state holds no secret: whoever reads the state learns none."""

import base64
import json
from collections.abc import Iterator, Mapping

from berthcare.engine.exported_state import ExportedState, logical_name
from berthcare.verification.check import Check
from berthcare.verification.context import Context
from berthcare.verification.outcome import Outcome

_PARENT_TOKEN = "TWILIO_AUTH_TOKEN"  # noqa: S105 - the name of a variable


def _run(context: Context) -> Outcome:
    bundle = context.bundle()
    secrets = {
        "the auth token": bundle.auth_token,
        "the webhook token": bundle.webhook_auth_token,
    }
    # The deployment's own credential; it may be the parent account's.
    deployers = context.environ.get(_PARENT_TOKEN, "")
    if deployers:
        secrets[f"the value of {_PARENT_TOKEN}"] = deployers
    found = list(leaks(context.given_state(), secrets))
    if found:
        return Outcome.failed(
            f"the state holds {'; '.join(found)}",
            "Rotate what leaked, and declare the property a secret: additional_secret_outputs.",
        )
    return Outcome.passed(f"{len(secrets)} secret values searched for, plain and in base64: none")


def leaks(state: ExportedState, secrets: Mapping[str, str]) -> Iterator[str]:
    """Yield what leaked and where, in words. `secrets` maps a description to a value."""
    for description, value in secrets.items():
        for form in forms_of(value):
            if form in state.text:
                yield f"{description} in {_place(state, form)}"
                break


def forms_of(value: str) -> list[str]:
    """Return the texts by which a value shows itself: plain, and inside base64.

    Base64 takes three bytes at a time, so a value inside a longer text has three faces; the
    characters at its ends mix with its neighbours and are left out.
    """
    raw = value.encode()
    faces = []
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + raw).decode().rstrip("=")
        first = (offset * 8 + 5) // 6  # whole characters that begin inside the value
        last = (offset + len(raw)) * 8 // 6
        faces.append(encoded[first:last])
    return [value, *faces]


def _place(state: ExportedState, form: str) -> str:
    for resource in state.resources:
        if form in json.dumps(resource, ensure_ascii=False):
            return logical_name(resource)
    return "the deployment itself"


STATE_SECRETS = Check(
    name="no secret in state",
    question="Is no secret's value in the exported state?",
    run=_run,
)
