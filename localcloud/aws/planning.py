"""The pure half of a resource's life: check its inputs, tell differences, foresee its outputs.

Source of the behaviour: Pulumi's Terraform bridge (defaults in `__defaults`, automatic names,
`deleteBeforeReplace` for a fixed name) and the AWS provider (`tagsAll`, `region`).
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from localcloud.aws.handler import NOTHING, Handler
from localcloud.aws.schema import ResourceSchema, problems_with, schema_of
from localcloud.aws.tagging import all_tags, own_tags
from localcloud.aws.wire import UNKNOWN, Properties

DEFAULTS_KEY = "__defaults"


@dataclass(frozen=True)
class Checked:
    """Complete inputs, and what is wrong with them: `(property, reason)`."""

    inputs: Properties
    problems: list[tuple[str, str]]


@dataclass(frozen=True)
class Difference:
    """What differs between the state and the program."""

    changed: frozenset[str]
    replacing: frozenset[str]
    delete_before_replace: bool
    details: Mapping[str, str]
    """Property path to `add`, `update` or `delete`."""


def check(
    handler: Handler, logical_name: str, olds: Properties, news: Properties, seed: bytes = b""
) -> Checked:
    """Refuse what the type does not take; fill in the default values and the automatic name."""
    schema = schema_of(handler.pulumi_type)
    inputs = {name: value for name, value in news.items() if value is not None}
    for name in handler.documents & inputs.keys():
        if isinstance(inputs[name], dict):
            inputs[name] = json.dumps(inputs[name])
    problems = [
        *_problems_with_names(handler, schema, inputs),
        *((name, f"is required by {handler.pulumi_type}") for name in _missing(schema, inputs)),
        *_problems_with_types(schema, inputs),
    ]
    if problems:
        return Checked(inputs, problems)
    complete = _with_defaults(handler, logical_name, olds, inputs, seed)
    return Checked(complete, handler.problems(complete))


def diff(
    handler: Handler,
    state: Properties,
    old_inputs: Properties,
    news: Properties,
    *,
    region: str,
    default_tags: Mapping[str, str] = NOTHING,
    ignored: Collection[str] = (),
) -> Difference:
    """Compare old and new inputs, the tags with the provider's defaults, and the region."""
    changed = {
        name
        for name in handler.updates | handler.replaces
        if not _unchanged(handler, name, old_inputs.get(name), news.get(name))
    }
    tags = all_tags(news.get("tags"), default_tags)
    if handler.taggable and tags != (state.get("tagsAll") or {}):
        changed.add("tagsAll")
    if state.get("region") not in (None, effective_region(news, region)):
        changed.add("region")
    changed -= set(ignored)
    replacing = changed & (handler.replaces | {"region"})
    return Difference(
        changed=frozenset(changed),
        replacing=frozenset(replacing),
        delete_before_replace=bool(replacing) and _keeps_fixed_name(handler, old_inputs, news),
        details=MappingProxyType(_details(changed, {**old_inputs, **_computed(state)}, news, tags)),
    )


def planned_outputs(
    handler: Handler, inputs: Properties, *, region: str, default_tags: Mapping[str, str] = NOTHING
) -> Properties:
    """Foresee a new resource's outputs at a preview; what only AWS can say is unknown."""
    schema = schema_of(handler.pulumi_type)
    optional = schema.inputs.keys() - handler.computed
    outputs: Properties = {
        name: inputs.get(name, None if name in optional else UNKNOWN) for name in schema.outputs
    }
    return {**outputs, **_known_to_provider(schema, inputs, region, default_tags)}


def outputs_of(
    handler: Handler,
    inputs: Properties,
    live: Properties,
    *,
    region: str,
    default_tags: Mapping[str, str] = NOTHING,
) -> Properties:
    """Join the inputs with what AWS answered. The program's spelling stays where both mean one."""
    schema = schema_of(handler.pulumi_type)
    outputs: Properties = dict.fromkeys(schema.outputs)
    outputs.update({name: inputs[name] for name in inputs.keys() & schema.outputs})
    for name, value in live.items():
        if name not in inputs or not handler.same(name, inputs[name], value):
            outputs[name] = value
    if handler.taggable:
        outputs["tags"] = own_tags(live["tagsAll"], inputs.get("tags"), default_tags)
    if "region" in schema.outputs:
        outputs["region"] = region
    return outputs


def inputs_after_read(handler: Handler, old_inputs: Properties, outputs: Properties) -> Properties:
    """Return the inputs as AWS has them now, so that the next diff shows any drift.

    An input that the program never gave stays absent, except tags that somebody added by hand.
    At an import, where there are no old inputs, every input that has a value is returned.
    """
    names = (old_inputs.keys() & handler.honoured) or handler.honoured
    inputs = {name: outputs.get(name) for name in names if outputs.get(name) is not None}
    kept = {name: value for name, value in old_inputs.items() if name not in handler.honoured}
    if handler.taggable and outputs.get("tags"):
        inputs["tags"] = outputs["tags"]
    if "region" in old_inputs:
        inputs["region"] = outputs["region"]
    return {**kept, **inputs}


def effective_region(inputs: Properties, region: str) -> str:
    """Return the region of a resource: its own `region`, else its provider's."""
    own: str = inputs.get("region") or region
    return own


def _problems_with_names(
    handler: Handler, schema: ResourceSchema, inputs: Properties
) -> list[tuple[str, str]]:
    problems = []
    for name in sorted(inputs.keys() - handler.honoured - {"region"}):
        if name.startswith("__"):
            continue
        if name in schema.inputs:
            reason = f"is not carried by the AWS stand-in for {handler.pulumi_type}"
        else:
            close = get_close_matches(name, schema.inputs, n=1)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            reason = f"is not an input of {handler.pulumi_type}{hint}"
        problems.append((name, reason))
    return problems


def _missing(schema: ResourceSchema, inputs: Properties) -> list[str]:
    return sorted(schema.required - inputs.keys())


def _problems_with_types(schema: ResourceSchema, inputs: Properties) -> list[tuple[str, str]]:
    return [
        problem
        for name in inputs.keys() & schema.inputs.keys()
        for problem in problems_with(inputs[name], schema.inputs[name], name)
    ]


def _with_defaults(
    handler: Handler, logical_name: str, olds: Properties, inputs: Properties, seed: bytes
) -> Properties:
    complete = {**handler.defaults, **inputs}
    name_input = handler.name_input
    if name_input and name_input not in inputs:
        was_automatic = name_input in olds.get(DEFAULTS_KEY, [])
        complete[name_input] = (
            olds[name_input] if was_automatic else automatic_name(logical_name, seed)
        )
    complete[DEFAULTS_KEY] = sorted(complete.keys() - inputs.keys())
    return complete


def automatic_name(logical_name: str, seed: bytes) -> str:
    """Return `<logical name>-<7 hex digits>`; the engine's seed decides the digits."""
    return f"{logical_name}-{hashlib.sha256(seed + logical_name.encode()).hexdigest()[:7]}"


def _unchanged(handler: Handler, name: str, old: Any, new: Any) -> bool:
    if new is None and name in handler.computed:
        return True  # AWS's own value stays.
    if old is None or new is None or UNKNOWN in (old, new):
        return bool((old or None) == (new or None))
    return handler.same(name, old, new)


def _keeps_fixed_name(handler: Handler, old_inputs: Properties, news: Properties) -> bool:
    """Tell whether old and new cannot exist side by side: both have the same name of their own."""
    name = handler.name_input
    return (
        name is not None
        and name not in news.get(DEFAULTS_KEY, [])
        and old_inputs.get(name) == news.get(name)
    )


def _known_to_provider(
    schema: ResourceSchema, inputs: Properties, region: str, default_tags: Mapping[str, str]
) -> Properties:
    known: Properties = {}
    if "region" in schema.outputs:
        known["region"] = region
    if "tagsAll" in schema.outputs:
        known["tagsAll"] = all_tags(inputs.get("tags"), default_tags)
    return known


def _computed(state: Properties) -> Properties:
    return {"tagsAll": state.get("tagsAll"), "region": state.get("region")}


def _details(
    changed: Collection[str], old: Properties, news: Properties, tags: Any
) -> dict[str, str]:
    details = {}
    # Own tags show the same difference; `tagsAll` alone differs where the provider's defaults do.
    for name in set(changed) - ({"tagsAll"} if "tags" in changed else set()):
        before, after = old.get(name), tags if name == "tagsAll" else news.get(name)
        if name in ("tags", "tagsAll") and isinstance(before, dict) and isinstance(after, dict):
            for key in before.keys() | after.keys():
                if before.get(key) != after.get(key):
                    details[f'{name}["{key}"]'] = _kind(before.get(key), after.get(key))
        else:
            details[name] = _kind(before, after)
    return details


def _kind(before: Any, after: Any) -> str:
    if before is None:
        return "add"
    return "delete" if after is None else "update"
