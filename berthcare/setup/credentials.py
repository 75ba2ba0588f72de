"""The two hidden answers: the Twilio account SID and its auth token."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from berthcare.configuration import ProblemFinder
from berthcare.identifiers import problem_with_account_sid, problem_with_auth_token
from berthcare.problems import Problem
from berthcare.setup.stack_memory import StackMemory
from berthcare.setup.write import Write
from berthcare.twilio_credentials import TwilioCredentials

_FIELDS = ("account_sid", "auth_token")
_STANDARD_INPUT = "standard input"
_FORM = 'Give it like: {"account_sid": "AC…", "auth_token": "…"}'


@dataclass(frozen=True)
class Credential:
    """One hidden question: the setting, the variable that may hold it, and its judge."""

    key: str
    variable: str
    asks: str
    judge: ProblemFinder

    def judged(self, text: str) -> Problem | None:
        """Judge what is typed, without showing it."""
        return self.judge(self.key, text)


SID = Credential(
    "twilioAccountSid", "TWILIO_ACCOUNT_SID", "Twilio account SID", problem_with_account_sid
)
TOKEN = Credential(
    "twilioAuthToken", "TWILIO_AUTH_TOKEN", "Twilio auth token", problem_with_auth_token
)
KEYS = (SID.key, TOKEN.key)


def known(
    credential: Credential, memory: StackMemory, environ: Mapping[str, str]
) -> tuple[str, str] | None:
    """Return a credential that need not be typed, and how Enter is told; the stored one first.

    What is not of the right form is not offered.
    """
    for value, told in (
        (memory.get(credential.key), "keeps the stored one"),
        (environ.get(credential.variable), f"takes {credential.variable} of the environment"),
    ):
        if value and credential.judged(value) is None:
            tail = f", AC…{value[-4:]}" if credential is SID else ""
            return value, told + tail
    return None


def parsed(text: str) -> TwilioCredentials | list[Problem]:
    """Read the JSON object of `--credentials-from-stdin`, or say all that is wrong with it."""
    try:
        content = json.loads(text)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        return [Problem(_STANDARD_INPUT, None, "be a JSON object", _FORM)]
    found = {name: content.get(name) for name in _FIELDS}
    problems = [
        problem
        for name, credential in zip(_FIELDS, (SID, TOKEN), strict=True)
        if (problem := _problem(name, found[name], credential))
    ]
    unknown = len(content.keys() - set(_FIELDS))
    if unknown:
        rule = f"hold account_sid and auth_token alone; it holds {unknown} more"
        problems.append(Problem(_STANDARD_INPUT, None, rule, _FORM))
    return problems or TwilioCredentials(str(found["account_sid"]), str(found["auth_token"]))


def _problem(name: str, value: object, credential: Credential) -> Problem | None:
    if not isinstance(value, str) or not value:
        return Problem(name, None, "be given as a text", _FORM)
    return credential.judge(name, value)


def writes_of(credentials: TwilioCredentials, memory: StackMemory) -> tuple[Write, ...]:
    """Return what is to be stored; at no moment do a new SID and an old token stand together."""
    sid = Write(SID.key, credentials.account_sid, secret=True)
    token = Write(TOKEN.key, credentials.auth_token, secret=True)
    writes = [one for one in (sid, token) if not memory.without_effect(one)]
    if sid in writes and memory.holds([TOKEN.key]):
        return (Write(TOKEN.key, None), sid, token)
    return tuple(writes)


def unasked(credential: Credential, memory: StackMemory, environ: Mapping[str, str]) -> str:
    """Return a credential where nobody is asked: the environment's, else the stored one.

    The variable is the newer word there: whoever set it meant it. Empty text where there is none.
    """
    return environ.get(credential.variable) or memory.get(credential.key) or ""


def problems_unasked(memory: StackMemory, environ: Mapping[str, str]) -> list[Problem]:
    """Say what is wrong with the credentials that are taken where nobody is asked."""
    found = []
    for credential in (SID, TOKEN):
        value = unasked(credential, memory, environ)
        source = credential.variable if environ.get(credential.variable) else credential.key
        if not value:
            remedy = f"Type: export {credential.variable}=…   (or: --credentials-from-stdin)"
            found.append(Problem(credential.variable, None, "be set", remedy))
        elif problem := credential.judge(source, value):
            found.append(problem)
    return found
