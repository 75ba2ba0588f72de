"""How wide a pattern of an IAM statement is."""

import re

_FIELDS = 6


def is_only_wildcards(text: str) -> bool:
    """Whether `text` is made of wildcards alone, such as `*`, `**` or `?*`."""
    return "*" in text and set(text) <= {"*", "?"}


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

    `arn:aws:sns:ca-central-1:111111111111:*` and `arn:aws:sqs:*:*:queue/x*` are that wide;
    `arn:aws:s3:::bucket/*` is not.
    """
    _arn, _partition, _service, region, account, resource = arn_fields(pattern)
    open_account = is_only_wildcards(account)
    return is_only_wildcards(resource) or (
        open_account and is_only_wildcards(region) and bool(re.search(r"[*?]", resource))
    )


def is_every_name(pattern: str) -> bool:
    """Whether a resource pattern names no resource, as `secret:*` or `key/*`, or no account."""
    *_rest, account, resource = arn_fields(pattern)
    name = re.split(r"[:/]", resource, maxsplit=1)[-1]
    return is_only_wildcards(account) or name.startswith(("*", "?"))
