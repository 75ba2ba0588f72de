"""Nothing is outside Canada: every resource of the state is in ca-central-1, or global."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from berthcare.engine.exported_state import ExportedState, logical_name, texts_in
from berthcare.residency import REGION
from berthcare.verification.check import Check
from berthcare.verification.context import Context
from berthcare.verification.outcome import Outcome

_PROVIDER_TYPE = "pulumi:providers:aws"
# Where a text names a region: an ARN (empty for global services), an endpoint, an address of the
# state's bucket or key.
_REGION_NAME = r"[a-z]{2}(?:-[a-z]+)+-[0-9]"
_NAMED_REGION = re.compile(
    rf"\barn:aws[a-z-]*:[a-z0-9-]+:({_REGION_NAME}):"
    rf"|\b({_REGION_NAME})(?:\.[a-z0-9-]+)*\.amazonaws\.com\b"
    rf"|[?&]region=({_REGION_NAME})\b"
)


def _run(context: Context) -> Outcome:
    state = context.given_state()
    on_aws = [resource for resource in state.resources if _is_on_aws(resource)]
    if not on_aws:
        return Outcome.failed(
            "the state holds no AWS resource",
            f"Deploy first: pulumi up --stack {context.stack}",
        )
    found = list(strays(state))
    if found:
        return Outcome.failed(
            "; ".join(found),
            f"Set aws:region to {REGION} and remove the resource's own region: pulumi config set "
            f"aws:region {REGION}",
        )
    return Outcome.passed(f"{len(on_aws)} AWS resources, all in {REGION} or global")


def strays(state: ExportedState) -> Iterator[str]:
    """Yield what lies outside the region, in words."""
    for resource in state.resources:
        name = logical_name(resource)
        for reason in _reasons(resource):
            yield f"{name}: {reason}"
    rest = {key: value for key, value in state.deployment.items() if key != "resources"}
    for region in _named_regions(rest):
        yield f"the state's own settings name {region}"


def _reasons(resource: Mapping[str, Any]) -> Iterator[str]:
    values = {**resource.get("inputs", {}), **resource.get("outputs", {})}
    if resource.get("type") == _PROVIDER_TYPE or _is_on_aws(resource):
        region = values.get("region")
        if region not in (None, REGION):
            yield f"is in {region}"
        if resource.get("type") == _PROVIDER_TYPE and region is None:
            yield "is a provider without a region"
        if values.get("replicas"):
            yield "is replicated elsewhere"
        if values.get("multiRegion") is True:
            yield "is a multi-Region key"
    for region in _named_regions({**resource, "urn": ""}):
        yield f"names {region}"


def _is_on_aws(resource: Mapping[str, Any]) -> bool:
    return str(resource.get("type", "")).startswith("aws:")


def _named_regions(value: object) -> list[str]:
    """Return the other regions that the texts in a value name, each once."""
    named = {
        next(filter(None, match.groups()))
        for text in texts_in(value)
        for match in _NAMED_REGION.finditer(text)
    }
    return sorted(named - {REGION})


REGION_KEPT = Check(
    name="stays in Canada",
    question=f"Is nothing outside {REGION}?",
    run=_run,
)
