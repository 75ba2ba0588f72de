"""Asks the person at the terminal what nothing that was found decides."""

from dataclasses import replace

from berthcare.adopt.row import Question
from berthcare.adopt.wish import Wish
from berthcare.console import Console
from berthcare.errors import BerthcareError

_FIELDS = {"--voice-number": "voice", "--sms-number": "sms", "--subaccount": "subaccount"}


def asked(question: Question, wish: Wish, console: Console) -> Wish:
    """Return the wish with the answer; asks again until it is one of the candidates.

    Raises `BerthcareError` where the input ends without one.
    """
    out = console.questions
    print(f"{question.option}: {question.why}.", file=out)
    for place, candidate in enumerate(question.candidates, start=1):
        print(f"  {place}  {candidate}", file=out)
    known = {str(place): one for place, one in enumerate(question.candidates, start=1)}
    known |= {one: one for one in question.candidates}
    while True:
        print(f"Which one (1 to {len(question.candidates)})? ", end="", file=out, flush=True)
        line = console.answers.readline()
        if not line:
            raise BerthcareError("Nothing was changed: no answer came.", f"Give {question.option}.")
        if line.strip() in known:
            return replace(wish, **{_FIELDS[question.option]: known[line.strip()]})
        print(f"Type a number from 1 to {len(question.candidates)}.", file=out)
