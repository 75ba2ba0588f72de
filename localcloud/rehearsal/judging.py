"""The policy rules, on every resource of a rehearsal: the same that the pack enforces."""

from typing import Any

from localcloud.aws.wire import UNKNOWN as WIRE_UNKNOWN
from localcloud.aws.wire import Properties
from localcloud.rehearsal.registration import Registration
from policies.catalog import RULES
from policies.exceptions import Exceptions
from policies.review import Violation, review
from policies.stack import stack_of
from policies.subject import UNKNOWN, Subject, Unknown


def violations_of(
    registration: Registration,
    inputs: Properties,
    region: str | Unknown | None,
    exceptions: Exceptions,
) -> list[Violation]:
    """Judge a resource with its completed inputs, as the engine would hand them to the pack."""
    subject = Subject(
        type=registration.type,
        name=registration.name,
        urn=registration.urn,
        props=_for_rules({k: v for k, v in inputs.items() if not k.startswith("__")}),
        protect=registration.protect,
        ignore_changes=registration.ignore_changes,
        provider_region=region,
        secret_paths=registration.secrets,
    )
    return exceptions.remaining(review(subject, RULES), stack_of(registration.urn))


def _for_rules(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _for_rules(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_for_rules(item) for item in value]
    return UNKNOWN if value == WIRE_UNKNOWN else value
