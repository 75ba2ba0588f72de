"""How wide a pattern of an IAM statement is."""

import re

_FIELDS = 6
_WILDCARDS = "*?"
_OPEN = re.compile(r"[*?$]")  # `$` begins a policy variable, which may stand for any text
_WHOLE_WORD = re.compile(r"[^:/]+[:/].*[A-Za-z0-9].*[/_.=+@-]", re.DOTALL)


def is_only_wildcards(text: str) -> bool:
    """Whether `text` is made of wildcards alone, such as `*`, `?*` or an account's twelve `?`."""
    return bool(text) and set(text) <= set(_WILDCARDS)


def is_every_action(action: str) -> bool:
    """Whether an action pattern covers every action of every service."""
    return all(is_only_wildcards(part) for part in action.split(":", 1))


def is_every_action_of_a_service(action: str) -> bool:
    """Whether an action pattern covers every action of the services it covers, as `s3:*`."""
    return is_only_wildcards(action.rpartition(":")[2])


def arn_fields(pattern: str) -> list[str]:
    """Split an ARN pattern into its six fields; missing ones count as `*`, as IAM has it.

    Source: IAM User Guide, "IAM JSON policy elements: Resource" (incomplete ARNs).
    """
    fields = pattern.split(":", _FIELDS - 1)
    if len(fields) < _FIELDS and fields[-1].endswith("*"):
        fields[-1] = "*"  # an ending `*` also matches what follows the next colon
    return fields + ["*"] * (_FIELDS - len(fields))


def is_every_resource(pattern: str) -> bool:
    """Whether a resource pattern covers every resource of every service, as `*` or `arn:aws:*`."""
    fields = arn_fields(pattern)
    return is_only_wildcards(fields[2]) and is_only_wildcards(fields[5])


def is_every_resource_of_a_service(pattern: str) -> bool:
    """Whether a resource pattern names nothing more than a service, or leaves the account open.

    `arn:aws:sns:ca-central-1:111111111111:*`, `arn:aws:s3:::*/*` and `arn:aws:sqs:*:*:queue/x*`
    are that wide; `arn:aws:s3:::bucket/*` is not.
    """
    _arn, _partition, _service, region, account, resource = arn_fields(pattern)
    open_region = not region or is_only_wildcards(region)
    return _names_nothing(resource) or (
        is_only_wildcards(account) and open_region and bool(re.search(r"[*?]", resource))
    )


def _names_nothing(resource: str) -> bool:
    """Whether a resource field is wildcards with nothing but punctuation between them."""
    return bool(re.search(r"[*?]", resource)) and not re.search(r"[A-Za-z0-9$]", resource)


def may_be_of_service(pattern: str, service: str) -> bool:
    """Whether a resource pattern can match a resource of `service`, in any letter case."""
    fields = arn_fields(pattern)[:3]
    return any(map(_OPEN.search, fields)) or fields[2].lower() == service


def is_every_name(pattern: str) -> bool:
    """Whether a resource pattern leaves open which resource it names, beyond one prefix.

    Only the name may hold wildcards, and only after a whole word of it: `secret:staging/*` and
    `secret:name-??????` name something; `secret*`, `secret:*`, `secret:s*` and a pattern of any
    region or account do not.
    """
    *scope, resource = arn_fields(pattern)
    if any(map(_OPEN.search, scope)):
        return True
    first = _OPEN.search(resource)
    if first is None:
        return False
    return _WHOLE_WORD.fullmatch(resource, 0, first.start()) is None


def is_open(pattern: str) -> bool:
    """Whether a pattern may match more than one text."""
    return _OPEN.search(pattern) is not None
