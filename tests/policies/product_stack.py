"""What the product registers, as a stack that stack rules can judge; ARNs are known."""

from collections.abc import Iterable
from dataclasses import replace

from berthcare.names import PROJECT
from policies.stack import STACK_TYPE, Stack
from policies.subject import Subject
from tests.recorder import Registered

_URN = f"urn:pulumi:staging::{PROJECT}"
_STACK_NAME = f"{PROJECT}-staging"
_ITSELF = Subject(STACK_TYPE, _STACK_NAME, f"{_URN}::{STACK_TYPE}::{_STACK_NAME}", {})


def urn_of(one: Registered) -> str:
    return f"{_URN}::{one.type}::{one.name}"


def subject_of(one: Registered) -> Subject:
    """Make the subject: the inputs, with their documents as they are, and the options."""
    return Subject(
        type=one.type,
        name=one.name,
        urn=urn_of(one),
        props={key: value for key, value in one.inputs.items() if not key.startswith("__")},
        protect=one.protect,
        ignore_changes=tuple(one.ignore_changes),
        provider_region="ca-central-1",
        secret_paths=one.secrets,
    )


def stack_of(registered: Iterable[Registered], changed: Subject | None = None) -> Stack:
    """Make the stack, with one of its resources changed."""
    replaced = {} if changed is None else {changed.urn: changed}
    subjects = [
        replace(subject, props={**_identity(one), **subject.props})
        for one in registered
        for subject in (replaced.get(urn_of(one)) or subject_of(one),)
    ]
    return Stack((_ITSELF, *subjects))


def _identity(one: Registered) -> dict[str, object]:
    """Return the outputs by which other resources name this one."""
    return {key: one.answered[key] for key in ("arn", "url") if key in one.answered} | {
        "id": f"{one.name}-id"
    }
