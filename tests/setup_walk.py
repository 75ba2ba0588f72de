"""A person double who sets staging up by the wizard, with one mistake at every prompt."""

from dataclasses import dataclass, field

from tests.pseudo_terminal import INTERRUPT, PseudoTerminal

COMMAND = "berthcare setup staging"
ALERT_EMAIL = "nurse-desk@example.ca"
_WRONG_TOKEN = "1b" * 16
_MISTAKEN_SID = "ACnot-an-account-but-a-pass-word"
_MISTAKEN_TOKEN = "not-a-token-but-a-pass-word"
TYPED_BY_MISTAKE = (_WRONG_TOKEN, _MISTAKEN_SID, _MISTAKEN_TOKEN)
"""What was typed at hidden prompts and was no credential; it might be somebody's password."""


@dataclass(frozen=True)
class Turn:
    """One prompt: what it asks, what is typed wrongly, the rule that is told, then the answer."""

    asks: str
    mistake: str
    rule: str
    answer: str = field(default="", repr=False)
    """Empty is the Enter key alone."""

    def take(self, terminal: PseudoTerminal) -> None:
        """Wait for the prompt, make the mistake, and mend it."""
        terminal.wait_for(self.asks)
        terminal.mistake(self.mistake, self.rule)
        terminal.enter(self.answer)

    def take_line_by_line(self, terminal: PseudoTerminal) -> None:
        """Do the same where what is refused is followed by the question again."""
        terminal.wait_for(self.asks)
        terminal.enter(self.mistake)
        terminal.wait_for(self.rule)
        terminal.wait_for(self.asks)
        terminal.enter(self.answer)


_DEPLOYERS = Turn("Who deploys", "admin", "must be role/NAME or user/NAME")
_BASE_URL = Turn("Base URL", "http://api.example.ca", "must begin with https://")
_OTHERS = (
    Turn("Number for calls", "+12125551234", "212 is not a Canadian area code"),
    Turn("Number for texts", "+1416555", "must be E.164"),
    Turn("Numbers in reserve", "eleven", "must be a whole number of numbers"),
    Turn("E-mail addresses", "nurse-desk", "must be an e-mail address", ALERT_EMAIL),
    Turn("Spend limit", "0", "must be a whole number of US dollars"),
)
_HARD_LIMIT = Turn("At the spend limit", "stop", "must be suspend or dry-run")
_MAKE = Turn("Make it?", "perhaps", "must be y or n", "y")
_UNCHECKED = Turn("unchecked, and go on?", "maybe", "must be y or n", "y")
_PREVIEW = Turn("Preview now?", "perhaps", "must be y or n", "y")
_KEPT = ("account SID", "auth token", _DEPLOYERS.asks, _BASE_URL.asks)


def walk_until_interrupted(terminal: PseudoTerminal, account_sid: str, auth_token: str) -> str:
    """Answer the first prompts and interrupt the third; return what the wizard says then."""
    sid = Turn("account SID", _MISTAKEN_SID, "must be AC and 32 lower-case", account_sid)
    terminal.enter(COMMAND)
    sid.take(terminal)
    Turn("auth token", _MISTAKEN_TOKEN, "must be 32 letters", _WRONG_TOKEN).take(terminal)
    terminal.wait_for("give both again")
    terminal.wait_for(sid.asks)
    terminal.enter(account_sid)
    terminal.wait_for("auth token")
    terminal.enter(auth_token)
    _DEPLOYERS.take(terminal)
    terminal.wait_for(_BASE_URL.asks)
    terminal.mistake(_BASE_URL.mistake, _BASE_URL.rule)
    terminal.type(INTERRUPT)
    return terminal.wait_for_prompt()


def walk_on(terminal: PseudoTerminal) -> str:
    """Type the same command, keep what is kept, answer the rest; return the summary shown."""
    terminal.enter(COMMAND)
    for asks in _KEPT:
        terminal.wait_for(asks)
        terminal.enter()
    for turn in _OTHERS:
        turn.take(terminal)
    summary = terminal.wait_for(_PREVIEW.asks)
    terminal.mistake(_PREVIEW.mistake, _PREVIEW.rule)
    terminal.enter(_PREVIEW.answer)
    return summary


def turns_in_production(account_sid: str, auth_token: str) -> tuple[Turn, ...]:
    """Return every prompt for production, where there is no stack yet, nor answers Twilio."""
    return (
        _MAKE,
        Turn("account SID", _MISTAKEN_SID, "must be AC and 32 lower-case", account_sid),
        Turn("auth token", _MISTAKEN_TOKEN, "must be 32 letters", auth_token),
        *(_UNCHECKED, _DEPLOYERS, _BASE_URL, *_OTHERS, _HARD_LIMIT, _PREVIEW),
    )
