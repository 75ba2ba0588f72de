"""The wizard: asks or takes each answer, checks it, and keeps it at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from berthcare.console import Console
from berthcare.credentials_account import CredentialsAccount, CredentialsRefused, TwilioSilent
from berthcare.problems import Problem
from berthcare.setup import credentials as credential
from berthcare.setup.credentials import SID, TOKEN, Credential
from berthcare.setup.given import AnswersRefused, Given
from berthcare.setup.keeper import Keeper
from berthcare.setup.outside import Outside
from berthcare.setup.prompting import Prompter, refusal_of, says_yes
from berthcare.setup.question import Question, Situation
from berthcare.setup.questions import BASE_URL, questions_for
from berthcare.setup.summary import urls_under
from berthcare.setup.write import Write
from berthcare.twilio_credentials import TwilioCredentials

_CREDENTIALS = "the Twilio credentials"


@dataclass
class Wizard:
    """One run; `prompter` is `None` where nobody is asked."""

    console: Console
    environ: Mapping[str, str] = field(repr=False)
    outside: Outside
    situation: Situation
    keeper: Keeper
    given: Given
    prompter: Prompter | None
    unchecked: bool
    """Credentials may be stored that Twilio could not be asked about."""

    def credentials(self, piped: TwilioCredentials | None) -> CredentialsAccount | None:
        """Get the pair, have Twilio judge it, and keep it; `None` where Twilio was not asked.

        Raises `BerthcareError` where the pair is refused and there is nobody to ask again.
        """
        offered = True
        while True:
            pair = piped or self._pair(offered=offered)
            try:
                account = self._checked(pair)
            except CredentialsRefused as refused:
                if self.prompter is None or piped:
                    raise
                self.console.failed(f"{refused} Nothing was stored; give both again.")
                offered = offered and pair != self._offered()
                continue
            except TwilioSilent as silent:
                if not self._goes_on_unchecked(silent):
                    continue
                account = None
            writes = credential.writes_of(pair, self.keeper.memory)
            self.keeper.keep(writes)
            stored = "stored, encrypted" if writes else "kept as they were"
            self.console.done(f"Twilio credentials of AC…{pair.account_sid[-4:]} {stored}")
            return account

    def questions(self) -> None:
        """Get and keep the other answers, in their order."""
        for question in questions_for(self.situation.environment):
            writes = self._answer(question)
            self.keeper.keep(writes)
            self.console.done(f"{question.name} {'stored' if writes else 'kept as it was'}")
            if question is BASE_URL:
                for url in urls_under(self.keeper.memory.get("apiBaseUrl") or ""):
                    self.console.say(f"    {url}")

    def _answer(self, question: Question) -> tuple[Write, ...]:
        """Return what the given answer stores, else what a person types stores.

        A flag that was good may contradict what was typed since: then the person is asked.
        """
        situation, text = self._situation(), self.given.answer(question)
        if text is not None or self.prompter is None:
            outcome = question.answered(text or "", situation)
            if not isinstance(outcome, Problem):
                return outcome
            if self.prompter is None:
                raise AnswersRefused([outcome])
            self.console.failed(f"{question.flag} {refusal_of(outcome)}")
        judge = partial(_problem, question, situation)
        while True:
            typed = self.prompter.ask(question.prompt(situation), judge)
            outcome = question.answered(typed, situation)
            if not isinstance(outcome, Problem):
                return outcome

    def kept(self) -> list[str]:
        """Name what the stack's file holds by now."""
        return [name for name, is_kept in self._answers() if is_kept]

    def still_to_ask(self) -> list[str]:
        """Name what it does not hold yet."""
        return [name for name, is_kept in self._answers() if not is_kept]

    def _answers(self) -> list[tuple[str, bool]]:
        memory = self.keeper.memory
        has_both = all(key in memory.values for key in credential.KEYS)
        return [
            (_CREDENTIALS, has_both),
            *(
                (question.name, memory.holds(question.keys))
                for question in questions_for(self.situation.environment)
            ),
        ]

    def _situation(self) -> Situation:
        """Return what the next answer is judged against."""
        return replace(self.situation, memory=self.keeper.memory)

    def _pair(self, *, offered: bool) -> TwilioCredentials:
        return TwilioCredentials(*(self._credential(one, offered=offered) for one in (SID, TOKEN)))

    def _offered(self) -> TwilioCredentials | None:
        """Return the pair that Enter alone gives; `None` where there is none."""
        known = [credential.known(one, self.keeper.memory, self.environ) for one in (SID, TOKEN)]
        values = [one[0] for one in known if one]
        return TwilioCredentials(*values) if len(values) == len(known) else None

    def _credential(self, asked: Credential, *, offered: bool) -> str:
        if self.prompter is None:
            return credential.unasked(asked, self.keeper.memory, self.environ)
        known = credential.known(asked, self.keeper.memory, self.environ) if offered else None
        prompt = f"{asked.asks} (Enter {known[1]})" if known else asked.asks
        typed = self.prompter.ask_hidden(
            prompt, lambda text: None if known and not text else asked.judged(text.strip())
        ).strip()
        return known[0] if known and not typed else typed

    def _checked(self, pair: TwilioCredentials) -> CredentialsAccount:
        main_needed = self.keeper.memory.get("useSubaccount") != "false"
        if main_needed:
            self._refuse_another_main_account(pair)
        with self.console.working("asking Twilio for the account"):
            account = self.outside.account(pair, main_needed)
        self.console.done(f"Twilio: {account.told()}")
        if account.is_trial:
            self.console.open(
                "It is a trial account: it calls and texts verified numbers alone, and owns one "
                "number. Upgrade it in the Twilio Console before you deploy."
            )
        return account

    def _refuse_another_main_account(self, pair: TwilioCredentials) -> None:
        """Raise `CredentialsRefused` where another account has the deployed subaccount."""
        deployed = self.situation.deployed.main_sid
        if deployed is not None and deployed != pair.account_sid:
            raise CredentialsRefused(
                f"AC…{pair.account_sid[-4:]} is not AC…{deployed[-4:]}, whose subaccount "
                f"{self.situation.environment} is deployed to: a deployment would refuse.",
                f"Give the credentials of AC…{deployed[-4:]}.",
            )

    def _goes_on_unchecked(self, silent: TwilioSilent) -> bool:
        if self.unchecked:
            self.console.open(f"{silent} Going on without the check, as --unchecked says.")
            return True
        if self.prompter is None:
            raise TwilioSilent(silent.what, f"{silent.remedy}   (or add: --unchecked)")
        self.console.failed(str(silent))
        if says_yes(self.prompter, "Store the credentials unchecked, and go on?"):
            return True
        self.console.say("Nothing was stored; give both again. Ctrl-C ends.")
        return False


def _problem(question: Question, situation: Situation, typed: str) -> Problem | None:
    outcome = question.answered(typed, situation)
    return outcome if isinstance(outcome, Problem) else None
