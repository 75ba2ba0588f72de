"""The questions about numbers: which are adopted, which are bought, how many stand by."""

from berthcare import numbering
from berthcare.number_settings import BACKUP_NUMBERS
from berthcare.problems import Problem
from berthcare.setup.question import Enter, Question, Situation, stored_or
from berthcare.setup.whole_number import whole_number
from berthcare.setup.write import Write

BUY, SAME = "buy", "same"
_BOUGHT = "keeps: one that is bought"


def _voice_enter(situation: Situation) -> Enter:
    stored = situation.memory.get("voiceNumber")
    if stored:
        return Enter(stored, f"keeps {stored}")
    asked_before = situation.memory.holds(["voiceNumber"])
    return Enter(BUY, _BOUGHT if asked_before else "buys one")


def _read_voice(text: str, situation: Situation) -> tuple[Write, ...] | Problem:
    if text == BUY:
        return (Write("voiceNumber", ""),)
    if problem := numbering.problem_with_number("voiceNumber", text):
        return problem
    memory = situation.memory
    single = memory.get("singleNumber") == "true"
    if memory.get("smsNumber") == text and not single:
        return Problem(
            "voiceNumber",
            text,
            "differ from smsNumber, which the stack's file holds",
            "Keep the voice number, answer `same` to the question about texts, then type: "
            f"berthcare setup {situation.environment}",
        )
    # While one number serves both, an old number for texts would contradict the new one.
    drops_sms = (Write("smsNumber", None),) if single and memory.holds(["smsNumber"]) else ()
    return (*drops_sms, Write("voiceNumber", text))


def _sms_enter(situation: Situation) -> Enter:
    memory = situation.memory
    if memory.get("singleNumber") == "true":
        return Enter(SAME, "keeps: the same number as for calls")
    if stored := memory.get("smsNumber"):
        return Enter(stored, f"keeps {stored}")
    if memory.holds(["smsNumber", "singleNumber"]):
        return Enter(BUY, _BOUGHT)
    # A number that is deployed for texts alone and drops out now is lost to its families.
    if situation.deployed.has_sms_number:
        return Enter(BUY, "keeps: a number of its own, as it is deployed")
    return Enter(SAME, "takes the same number as for calls")


def _read_sms(text: str, situation: Situation) -> tuple[Write, ...] | Problem:
    memory = situation.memory
    voice, sms = memory.get("voiceNumber"), memory.get("smsNumber")
    was_single = memory.get("singleNumber") == "true"
    if text == SAME or (text == voice and numbering.is_canadian(text)):
        if situation.deployed.has_sms_number and not was_single:
            return Problem(
                "smsNumber",
                text,
                "be a number of its own: one is deployed, and no deployment gives a number up",
                f"Type {sms or BUY}. To give a number up for good: docs/runbooks/number-porting.md",
            )
        return (*_emptied(sms), Write("singleNumber", "true"))
    if text == BUY:
        return (*_emptied(sms), Write("singleNumber", "false"))
    if problem := numbering.problem_with_number("smsNumber", text):
        remedy = f"{problem.remedy} Or type {SAME}, or {BUY}."
        return Problem(problem.field, problem.value, problem.rule, remedy)
    if was_single:
        return (*_emptied(sms), Write("singleNumber", "false"), Write("smsNumber", text))
    return (Write("smsNumber", text),)


def _emptied(sms: str | None) -> tuple[Write, ...]:
    """Take an old number for texts out first: beside the new answer it would contradict it."""
    return (Write("smsNumber", None),) if sms is not None else ()


def _backups_enter(situation: Situation) -> Enter:
    stored, deployed = situation.memory.get("backupNumbers"), situation.deployed.backups
    if not stored and deployed > 1:
        return Enter(str(deployed), f"keeps the {deployed} that are deployed")
    return stored_or(situation, "backupNumbers", "1")


_read_whole = whole_number(
    "backupNumbers", BACKUP_NUMBERS, "numbers", "Type 1 for one number in reserve."
)


def _read_backups(text: str, situation: Situation) -> tuple[Write, ...] | Problem:
    writes, deployed = _read_whole(text, situation), situation.deployed.backups
    if isinstance(writes, Problem) or int(text) >= deployed:
        return writes
    return Problem(
        "backupNumbers",
        text,
        f"be {deployed} at least: so many are deployed, and no deployment gives a number up",
        f"Type {deployed}. To give a number up for good: docs/runbooks/number-porting.md",
    )


VOICE = Question(
    name="voiceNumber",
    flag="--voice-number",
    asks="Number for calls: one that the account owns, as +1…, or `buy`",
    keys=("voiceNumber",),
    enter=_voice_enter,
    read=_read_voice,
)
SMS = Question(
    name="smsNumber",
    flag="--sms-number",
    asks="Number for texts: one that the account owns, `same` as for calls, or `buy` another",
    keys=("smsNumber", "singleNumber"),
    enter=_sms_enter,
    read=_read_sms,
)
BACKUPS = Question(
    name="backupNumbers",
    flag="--backup-numbers",
    asks="Numbers in reserve, for a failover",
    keys=("backupNumbers",),
    enter=_backups_enter,
    read=_read_backups,
)
