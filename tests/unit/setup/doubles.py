"""Doubles of what the wizard asks outside, and a person who types; each says so in its name."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from decimal import Decimal

from berthcare.console import Console
from berthcare.credentials_account import CredentialsAccount, Money
from berthcare.environments import Environment
from berthcare.names import PROJECT
from berthcare.problems import Problem
from berthcare.setup.aws_identity import AwsIdentity
from berthcare.setup.deployed import Deployed
from berthcare.setup.given import Given
from berthcare.setup.outside import Outside
from berthcare.setup.question import Situation
from berthcare.setup.session import Wish
from berthcare.setup.stack_memory import StackMemory
from berthcare.setup.write import Write
from berthcare.twilio_credentials import TwilioCredentials

SID = "AC" + "0a" * 16
TOKEN = "0A" * 16
DEPLOYER = "role/berthcare-deployer"
INTERRUPT = "\x03"
Run = Callable[..., int]
_LISTS = ("alertEmails", "areaCodes", "deployers")
"""Settings of the type `array` in `Pulumi.yaml`."""
ACCOUNT = CredentialsAccount(
    "Main account", "Full", Money(Decimal("100.00"), "USD"), Decimal("1.15")
)
S3 = "s3://berthcare-pulumi-state?region=ca-central-1"


def memory(**values: str) -> StackMemory:
    """Return what a stack's file holds, with good credentials in it."""
    stored = {"twilioAccountSid": SID, "twilioAuthToken": TOKEN, **values}
    return StackMemory(stored, frozenset({"twilioAccountSid", "twilioAuthToken"}))


def situation(environment: Environment = Environment.STAGING, **values: str) -> Situation:
    """Return the situation of a stack whose file holds these values."""
    return Situation(environment, memory(**values), DEPLOYER)


@dataclass
class BackendDouble:
    """Keeps what is written in memory; `moments` is what was stored after each write."""

    stored: StackMemory = field(default_factory=lambda: StackMemory({}))
    url: str = S3
    names: set[str] = field(default_factory=lambda: {"staging", "production"})
    moments: list[StackMemory] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    is_cut_off: bool = False
    """An interrupt comes while the stack is made."""

    def whoami(self) -> str:
        return self.url

    def stacks(self) -> set[str]:
        return self.names

    def init(self) -> None:
        self.made.append("stack")
        if self.is_cut_off:
            raise KeyboardInterrupt

    def set(self, key: str, value: str, *, secret: bool = False) -> None:
        assert _bare(key) not in _LISTS, "the engine refuses a text where a list is declared"
        self._write(Write(_bare(key), value, secret=secret))

    def set_list(self, key: str, values: Sequence[str]) -> None:
        self._write(Write(_bare(key), tuple(values)))

    def remove(self, key: str) -> None:
        self._write(Write(_bare(key), None))

    def _write(self, write: Write) -> None:
        self.stored = self.stored.after([write])
        self.moments.append(self.stored)


def _bare(key: str) -> str:
    project, _, name = key.partition(":")
    assert project == PROJECT
    return name


class PersonDouble:
    """Types what it was told, in turn; what is refused is followed by its next try."""

    def __init__(self, typed: Iterable[str]) -> None:
        self._typed: Iterator[str] = iter(typed)
        self.asked: list[str] = []
        self.hidden: list[str] = []
        self.problems: list[Problem] = []

    def ask(self, question: str, judge: Callable[[str], Problem | None]) -> str:
        self.asked.append(question)
        return self._until_good(judge)

    def ask_hidden(self, question: str, judge: Callable[[str], Problem | None]) -> str:
        self.hidden.append(question)
        return self._until_good(judge)

    def quiet(self) -> AbstractContextManager[None]:
        return nullcontext()

    def _until_good(self, judge: Callable[[str], Problem | None]) -> str:
        for typed in self._typed:
            if typed == INTERRUPT:
                raise KeyboardInterrupt
            problem = judge(typed)
            if problem is None:
                return typed
            self.problems.append(problem)
        raise AssertionError("the person was asked more than it was told to type")


@dataclass
class TwilioDouble:
    """Answers for one pair after the other: an account, or the error that it raises."""

    answers: list[CredentialsAccount | Exception] = field(default_factory=lambda: [ACCOUNT])
    asked: list[TwilioCredentials] = field(default_factory=list)
    main_needed: list[bool] = field(default_factory=list)

    def __call__(self, credentials: TwilioCredentials, main_needed: bool) -> CredentialsAccount:
        self.asked.append(credentials)
        self.main_needed.append(main_needed)
        answer = self.answers[min(len(self.asked), len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class OutsideDouble:
    """All that the wizard asks outside, with the records of what it did there."""

    backend: BackendDouble = field(default_factory=BackendDouble)
    twilio: TwilioDouble = field(default_factory=TwilioDouble)
    deployed: Deployed = field(default_factory=Deployed)
    identity: AwsIdentity = field(default_factory=lambda: AwsIdentity("0" * 12, DEPLOYER))
    preview_status: int = 0
    previews: list[str] = field(default_factory=list)

    def outside(self) -> Outside:
        def preview() -> int:
            self.previews.append("preview")
            return self.preview_status

        return Outside(
            backend=self.backend,
            identity=lambda: self.identity,
            account=self.twilio,
            memory=lambda: self.backend.stored,
            deployed=lambda: self.deployed,
            preview=preview,
        )


@dataclass
class TerminalDouble:
    """A console whose streams are kept; `interactive` says whether a person sits there."""

    interactive: bool = False
    answers: str = ""
    shown: io.StringIO = field(default_factory=io.StringIO)

    def console(self) -> Console:
        return Console(
            progress=self.shown,
            questions=self.shown,
            answers=io.StringIO(self.answers),
            colour=False,
            unicode=True,
            interactive=self.interactive,
        )


def wish(
    answers: Mapping[str, str] | None = None,
    *,
    environment: Environment = Environment.STAGING,
    single_number: bool = False,
    **changed: object,
) -> Wish:
    """Return what a command line asks for; whatever is not said is not given."""
    asked: dict[str, object] = {
        "piped": None,
        "yes": False,
        "preview": None,
        "unchecked": False,
        "as_json": False,
        **changed,
    }
    return Wish(environment=environment, given=Given(answers or {}, single_number), **asked)  # type: ignore[arg-type]  # test shorthand
