"""A question of the wizard as data, and what an answer to it means."""

from collections.abc import Callable
from dataclasses import dataclass, field

from berthcare.environments import Environment
from berthcare.names import PROJECT
from berthcare.problems import Problem
from berthcare.setup.deployed import Deployed
from berthcare.setup.stack_memory import StackMemory
from berthcare.setup.write import Write


@dataclass(frozen=True)
class Situation:
    """What an answer is judged against."""

    environment: Environment
    memory: StackMemory
    caller: str
    """Who runs the wizard, as `role/NAME` or `user/NAME` of the AWS account."""
    deployed: Deployed = field(default_factory=Deployed)


@dataclass(frozen=True)
class Enter:
    """What the Enter key alone answers, and how the question tells it ("keeps …")."""

    answer: str
    told: str


def stored_or(situation: Situation, key: str, default: str) -> Enter:
    """Keep what is stored; else take the default."""
    stored = situation.memory.get(key)
    return Enter(stored, f"keeps {stored}") if stored else Enter(default, f"takes {default}")


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question; its answer is read from text, wherever that text came from."""

    name: str
    """The setting that it is about, as `Pulumi.yaml` names it."""
    flag: str
    """The option that answers it without a terminal."""
    asks: str
    keys: tuple[str, ...]
    """The settings that an answer may write; one of them stored means that it was answered."""
    enter: Callable[[Situation], Enter | None]
    """`None` where the question must be answered; `read` then refuses the empty text."""
    read: Callable[[str, Situation], tuple[Write, ...] | Problem]
    """Turns a text into what is to be stored, in an order that is never contradictory midway."""

    def answered(self, text: str, situation: Situation) -> tuple[Write, ...] | Problem:
        """Return what an answer stores, or the first thing that is wrong with it.

        An answer that contradicts another setting is refused, so nothing contradictory is stored.
        """
        text = text.strip()
        if not text and (default := self.enter(situation)):
            text = default.answer
        writes = self.read(text, situation)
        if isinstance(writes, Problem):
            return writes
        before = situation.memory.problems(situation.environment)
        after = situation.memory.after(writes)
        own = {f"{PROJECT}:{key}" for key in self.keys}
        for problem in after.problems(situation.environment):
            if problem.field in own:
                return problem
            if problem not in before:
                other = problem.field.rpartition(":")[2]
                rule = f"fit {other}, which would have to {problem.rule}"
                return Problem(self.name, text, rule, problem.remedy)
        return tuple(one for one in writes if not situation.memory.without_effect(one))

    def prompt(self, situation: Situation) -> str:
        """Return the question with what Enter does."""
        default = self.enter(situation)
        return f"{self.asks} (Enter {default.told})" if default else self.asks
