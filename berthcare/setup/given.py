"""What flags answer, judged in one go: all that is wrong is told, and nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from berthcare.errors import BerthcareError
from berthcare.problems import Problem
from berthcare.setup.number_questions import SAME
from berthcare.setup.question import Question, Situation
from berthcare.setup.questions import questions_for
from berthcare.setup.write import Write

_SINGLE, _SMS = "--single-number", "--sms-number"


class AnswersRefused(BerthcareError):
    """Some answers are refused; `problems` has every reason."""

    def __init__(self, problems: Sequence[Problem], stack_told: str = "") -> None:
        """`stack_told` says that the run made the stack, where it did."""
        lines = "".join(f"\n  - {problem}" for problem in problems)
        told = f" {stack_told}" if stack_told else ""
        super().__init__(
            f"The answers are refused; nothing was stored.{told}{lines}\n",
            "Mend the values above, then run the same command again.",
        )
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Given:
    """The texts that were given for questions, by the flag of each."""

    answers: Mapping[str, str]
    single_number: bool = False

    def answer(self, question: Question) -> str | None:
        """Return what was given for a question; `--single-number` is `--sms-number same`."""
        if question.flag == _SMS and self.single_number:
            return SAME
        return self.answers.get(question.flag)

    def problems(self, situation: Situation, *, whole: bool) -> list[Problem]:
        """Judge the answers one after the other, as they will be stored.

        `whole` judges what Enter would answer for what was not given, too: nobody will be asked.
        """
        found = []
        sms = self.answers.get(_SMS)
        if self.single_number and sms not in (None, SAME):
            rule = f"be left out beside {_SINGLE}"
            found.append(Problem(_SMS, sms, rule, f"Leave out one of {_SINGLE} and {_SMS}."))
        found += self._not_of_this_environment(situation)
        for question in questions_for(situation.environment):
            text = self.answer(question)
            if text is None and not whole:
                continue
            outcome = self._outcome(question, text, situation)
            if isinstance(outcome, Problem):
                found.append(replace(outcome, field=question.flag))
                continue
            memory = situation.memory.after(outcome)
            situation = replace(situation, memory=memory)
        return found

    @staticmethod
    def _outcome(
        question: Question, text: str | None, situation: Situation
    ) -> tuple[Write, ...] | Problem:
        # An empty flag is a script's empty variable, and not a person's Enter.
        if text is not None and not text.strip():
            return Problem(question.flag, text, "not be empty", f"Leave {question.flag} out.")
        return question.answered(text or "", situation)

    def _not_of_this_environment(self, situation: Situation) -> list[Problem]:
        asked = {question.flag for question in questions_for(situation.environment)}
        return [
            Problem(
                flag,
                text,
                f"be left out for {situation.environment}",
                f"Leave {flag} out: it is for production alone.",
            )
            for flag, text in self.answers.items()
            if flag not in asked
        ]
