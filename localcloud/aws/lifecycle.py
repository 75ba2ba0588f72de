"""The acting half of a resource's life: create, read, update and delete it through its handler."""

from typing import NamedTuple

from botocore.exceptions import ClientError

from localcloud.aws.cloud import Cloud
from localcloud.aws.errors import PartialCreationError, StandInError, told_plainly
from localcloud.aws.handler import Change, Handler, Scope
from localcloud.aws.planning import (
    diff,
    effective_region,
    inputs_after_read,
    outputs_of,
    planned_outputs,
)
from localcloud.aws.tagging import all_tags
from localcloud.aws.wire import UNKNOWN, Properties

# The codes with which the carried services say "it does not exist".
GONE_CODES = frozenset(
    {
        "404",
        "AWS.SimpleQueueService.NonExistentQueue",
        "DashboardNotFoundError",
        "NoSuchBucket",
        "NoSuchBucketPolicy",
        "NoSuchEntity",
        "NoSuchLifecycleConfiguration",
        "NoSuchPublicAccessBlockConfiguration",
        "NotFound",
        "NotFoundException",
        "OwnershipControlsNotFoundError",
        "ParameterNotFound",
        "ResourceNotFound",
        "ResourceNotFoundException",
        "ServerSideEncryptionConfigurationNotFoundError",
        "TrailNotFoundException",
    }
)

# What Secrets Manager says of a secret in its recovery window (InvalidRequestException).
_GOING_WORDS = ("marked for deletion", "scheduled for deletion")


class Found(NamedTuple):
    """A resource as AWS has it: its outputs, and its inputs brought up to date."""

    outputs: Properties
    inputs: Properties


class Created(NamedTuple):
    """A new resource."""

    resource_id: str
    outputs: Properties


def create(handler: Handler, cloud: Cloud, inputs: Properties) -> Created:
    """Make the resource. Raises PartialCreationError where it exists but its set-up failed."""
    scope = Scope(cloud, effective_region(inputs, cloud.region))
    wanted = _with_all_tags(handler, cloud, inputs)
    with told_plainly(handler.pulumi_type, cloud.endpoint_url):
        resource_id = handler.create(scope, wanted)
    try:
        with told_plainly(handler.pulumi_type, cloud.endpoint_url):
            handler.settle(scope, resource_id, wanted)
        outputs = _outputs_now(handler, scope, resource_id, inputs, inputs)
    except StandInError as error:
        raise PartialCreationError(
            resource_id, _what_is_known(handler, scope, inputs), error
        ) from None
    if outputs is None:
        raise StandInError(f"{handler.pulumi_type}: {resource_id} was created and cannot be found.")
    return Created(resource_id, outputs)


def read(
    handler: Handler, cloud: Cloud, resource_id: str, state: Properties, old_inputs: Properties
) -> Found | None:
    """Return the resource as AWS has it, or None where it is gone."""
    scope = Scope(cloud, state.get("region") or effective_region(old_inputs, cloud.region))
    outputs = _outputs_now(handler, scope, resource_id, old_inputs, {**old_inputs, **state})
    if outputs is None:
        return None
    return Found(outputs, inputs_after_read(handler, old_inputs, outputs))


def update(
    handler: Handler,
    cloud: Cloud,
    resource_id: str,
    *,
    state: Properties,
    old_inputs: Properties,
    news: Properties,
) -> Properties:
    """Carry what changed to AWS and return the new outputs."""
    scope = Scope(cloud, effective_region(news, cloud.region))
    changed = diff(
        handler, state, old_inputs, news, region=cloud.region, default_tags=cloud.default_tags
    ).changed
    with told_plainly(handler.pulumi_type, cloud.endpoint_url):
        handler.update(
            scope, resource_id, Change(state, _with_all_tags(handler, cloud, news), changed)
        )
    outputs = _outputs_now(handler, scope, resource_id, news, news)
    if outputs is None:
        raise StandInError(
            f"{handler.pulumi_type}: {resource_id} does not exist any more. "
            "Run `pulumi refresh`, then `pulumi up`."
        )
    return outputs


def planned_update(
    handler: Handler, cloud: Cloud, state: Properties, news: Properties
) -> Properties:
    """Foresee the outputs of an update at a preview."""
    planned = planned_outputs(handler, news, region=cloud.region, default_tags=cloud.default_tags)
    inputs = planned.keys() & (news.keys() | {"tags", "tagsAll", "region"})
    return {**planned, **state, **{name: planned[name] for name in inputs}}


def delete(handler: Handler, cloud: Cloud, resource_id: str, state: Properties) -> None:
    """Delete the resource; one that is gone already counts as deleted."""
    scope = Scope(cloud, effective_region(state, cloud.region))
    with told_plainly(handler.pulumi_type, cloud.endpoint_url):
        try:
            handler.delete(scope, resource_id, state)
        except ClientError as error:
            if not _is_gone(error):
                raise


def _outputs_now(
    handler: Handler, scope: Scope, resource_id: str, inputs: Properties, prior: Properties
) -> Properties | None:
    with told_plainly(handler.pulumi_type, scope.cloud.endpoint_url):
        try:
            live = handler.read(scope, resource_id, prior)
        except ClientError as error:
            if not _is_gone(error):
                raise
            live = None
    if live is None:
        return None
    return outputs_of(
        handler, inputs, live, region=scope.region, default_tags=scope.cloud.default_tags
    )


def _what_is_known(handler: Handler, scope: Scope, inputs: Properties) -> Properties:
    """Return the outputs of a resource that could not be read: the state takes no unknowns."""
    planned = planned_outputs(
        handler, inputs, region=scope.region, default_tags=scope.cloud.default_tags
    )
    return {name: value for name, value in planned.items() if value != UNKNOWN}


def _with_all_tags(handler: Handler, cloud: Cloud, inputs: Properties) -> Properties:
    if not handler.taggable:
        return inputs
    return {**inputs, "tagsAll": all_tags(inputs.get("tags"), cloud.default_tags)}


def _is_gone(error: ClientError) -> bool:
    answer = error.response.get("Error", {})
    message = answer.get("Message", "")
    return answer.get("Code") in GONE_CODES or any(words in message for words in _GOING_WORDS)
