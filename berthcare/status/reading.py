"""Readings, made side by side: one that fails is told in its row and hides no other."""

import traceback
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from berthcare.aws_refusal import told
from berthcare.errors import BerthcareError
from berthcare.findings import Finding, Verdict, verdict_of
from berthcare.status.said import Said, unknown
from berthcare.status.sources import Sources

S = TypeVar("S", bound=Sources)
_MOST_AT_ONCE = 16
_UNREAD = 2


@dataclass(frozen=True)
class Reading(Generic[S]):
    """A row: its name, and how it is read. `read` may raise a `BerthcareError`."""

    name: str
    read: Callable[[S], Iterable[Said]]


def findings_of(readings: Sequence[Reading[S]], sources: S) -> list[Finding]:
    """Make every reading, and return what they say in the readings' order."""
    with ThreadPoolExecutor(_MOST_AT_ONCE, thread_name_prefix="reading") as pool:
        made = pool.map(lambda reading: list(_made(reading, sources)), readings)
        return [finding for found in made for finding in found]


def overall(findings: Sequence[Finding]) -> Verdict:
    """Return the verdict on all: what could not be read is not well either.

    `UNKNOWN` only where nothing could be read.
    """
    verdict = verdict_of(findings)
    some_unread = any(finding.verdict is Verdict.UNKNOWN for finding in findings)
    return Verdict.ATTENTION if verdict is Verdict.WELL and some_unread else verdict


def exit_status(findings: Sequence[Finding]) -> int:
    """Return 0 where all is well, 2 where nothing could be read, else 1."""
    verdict = overall(findings)
    if verdict is Verdict.UNKNOWN:
        return _UNREAD
    return int(verdict is not Verdict.WELL)


def _made(reading: Reading[S], sources: S) -> Iterable[Finding]:
    for said in _said(reading, sources):
        name = f"{reading.name}: {said.part}" if said.part else reading.name
        yield Finding(name, said.verdict, said.what, said.remedy)


def _said(reading: Reading[S], sources: S) -> list[Said]:
    try:
        return list(reading.read(sources))
    except BerthcareError as error:
        return [unknown(error.what, error.remedy)]
    except (ClientError, BotoCoreError) as error:
        return [unknown(told(error), "See who you are: aws sts get-caller-identity")]
    except Exception as error:  # one broken reading must not hide the others
        return [_broken(error)]


def _broken(error: Exception) -> Said:
    """Name the kind and the place only: the text of an unforeseen error may hold anything."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return unknown(
        f"the reading broke: {type(error).__name__} in {place.name}, line {place.lineno} of "
        f"{place.filename.rsplit('/', 1)[-1]}",
        "This is a fault of the command itself; please report it with this line.",
    )
