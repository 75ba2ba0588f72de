"""Steps taken one after another, so that an error or an interrupt can tell how far it came."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from berthcare.console import Console
from berthcare.errors import BerthcareError


@dataclass(frozen=True)
class Step:
    """One thing to do. `act` does it and raises `BerthcareError` where it cannot."""

    what: str
    act: Callable[[], None]


@dataclass
class Course:
    """How far the steps came."""

    done: list[str] = field(default_factory=list)
    uncertain: str | None = None
    """The step in which it stopped: it may have been done."""
    open: list[str] = field(default_factory=list)
    error: BerthcareError | None = None
    interrupted: bool = False

    @property
    def finished(self) -> bool:
        """Whether every step is done."""
        return self.uncertain is None and not self.open


def take(steps: Sequence[Step], console: Console) -> Course:
    """Take the steps in order and tell each; stop at the first error or interrupt."""
    course = Course(open=[step.what for step in steps])
    for step in steps:
        course.uncertain = course.open.pop(0)
        try:
            step.act()
        except BerthcareError as error:
            course.error = error
        except KeyboardInterrupt:
            course.interrupted = True
        else:
            course.done.append(step.what)
            course.uncertain = None
            console.done(step.what)
            continue
        _tell_the_rest(course, console)
        break
    return course


def _tell_the_rest(course: Course, console: Console) -> None:
    console.failed(f"{course.uncertain}: {course.error or 'interrupted; it may have been done'}")
    for what in course.open:
        console.open(f"not done: {what}")
