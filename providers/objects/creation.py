"""How an object comes to be, once: created, or found where its creation lost its answer.

A dynamic provider keeps no record between a POST and its answer, so the mark at Twilio is that
record. What bears the mark *before* a creation is a leftover: of a run that broke off, or, where a
person forces a replacement, the very object that Pulumi deletes next. Taken over it would then be
deleted under the resource's feet, so it is told apart instead, for the caller to remove once the
new object is there.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from providers.api.errors import AmbiguousAnswer, TwilioError
from providers.api.settling import Settling
from providers.objects.errors import CreationUncertain, TooManyObjects
from providers.objects.objects import Objects


def create(
    objects: Objects,
    mark: str,
    fields: Mapping[str, Any],
    settling: Settling,
    suits: Callable[[Any], bool],
) -> tuple[Any, list[Any]]:
    """Return the new object and the leftovers that bear its mark too.

    `suits` tells whether an object that showed up has the fields that were asked for. Raises
    `CreationUncertain`, or another `TwilioError` where Twilio refused or did not answer.
    """
    before = objects.marked(mark)
    try:
        return objects.create(friendly_name=mark, **fields), before
    except AmbiguousAnswer as answer:
        reason = answer.reason
    found = appeared(objects, mark, settling, {record.sid for record in before})
    new = next((record for record in found if suits(record)), None)
    if new is None:
        raise CreationUncertain(objects.kind.noun, mark, reason)
    return new, [*before, *(record for record in found if record.sid != new.sid)]


def appeared(
    objects: Objects, mark: str, settling: Settling, known: Collection[str] = ()
) -> list[Any]:
    """Look for some seconds until objects of this mark beside the known ones are listed."""
    for wait in settling.waits:
        settling.sleep(wait)
        try:
            found = [record for record in objects.marked(mark) if record.sid not in known]
        except TooManyObjects:
            raise
        except TwilioError:
            continue  # What hid the answer hides the list too; the next look may succeed.
        if found:
            return found
    return []
