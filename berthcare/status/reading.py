"""Readings, made side by side: one that fails is told in its row and hides no other."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from berthcare.aws_refusal import told
from berthcare.errors import BerthcareError
from berthcare.findings import Finding, Verdict, broken
from berthcare.status.said import Said
from berthcare.status.sources import Sources

S = TypeVar("S", bound=Sources)
_MOST_AT_ONCE = 16


@dataclass(frozen=True)
class Reading(Generic[S]):
    """A row: its name, and how it is read. `read` may raise a `BerthcareError`."""

    name: str
    read: Callable[[S], Iterable[Said]]


def findings_of(readings: Sequence[Reading[S]], sources: S) -> list[Finding]:
    """Make every reading, and return what they say in the readings' order.

    To be called by the main thread, which asks the engine: an interrupt ends the engine's call in
    good order, and no reading waits for what will not come.
    """
    with ThreadPoolExecutor(_MOST_AT_ONCE, thread_name_prefix="reading") as pool:
        making = [pool.submit(_made, reading, sources) for reading in readings]
        try:
            sources.foreground.serve(making)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [finding for made in making for finding in made.result()]


def _made(reading: Reading[S], sources: S) -> list[Finding]:
    name = reading.name
    try:
        return [_finding(name, said) for said in reading.read(sources)]
    except BerthcareError as error:
        return [Finding(name, Verdict.UNKNOWN, error.what, error.remedy)]
    except (ClientError, BotoCoreError) as error:
        remedy = "See who you are: aws sts get-caller-identity"
        return [Finding(name, Verdict.UNKNOWN, told(error), remedy)]
    except Exception as error:  # one broken reading must not hide the others
        return [broken(name, error)]


def _finding(reading: str, said: Said) -> Finding:
    name = f"{reading}: {said.part}" if said.part else reading
    return Finding(name, said.verdict, said.what, said.remedy)
