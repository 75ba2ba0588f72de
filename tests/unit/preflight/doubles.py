"""Doubles of the engine and the clouds, as a preflight of a good environment finds them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from berthcare.credentials_account import CredentialsAccount, Money
from berthcare.engine.configured import Configured
from berthcare.engine.plan import Plan, PlannedStep
from berthcare.errors import BerthcareError
from berthcare.preflight.caller import Caller
from berthcare.preflight.checks import Clouds
from berthcare.preflight.questions import Question
from berthcare.preflight.simulation import Denied, Simulated
from berthcare.twilio_credentials import TwilioCredentials
from tests.unit.loaded_settings import SID, TOKEN

ROOT = Path(__file__).parents[3]
ACCOUNT = "000000000000"
DEPLOYER = f"arn:aws:iam::{ACCOUNT}:role/berthcare-deployer"
SECRET = "aws:secretsmanager/secret:Secret"
NUMBER = "pulumi-python:dynamic/twilio:PhoneNumber"


def step(op: str, type_token: str) -> PlannedStep:
    return PlannedStep(op, f"urn::{type_token}::thing", type_token, "thing")


@dataclass
class EngineDouble:
    """Answers as an engine with a good stack; `broken` calls raise what they are given."""

    broken: dict[str, BaseException] = field(default_factory=dict)
    called: list[str] = field(default_factory=list)
    environ: dict[str, str] = field(default_factory=dict)
    folder: Path = ROOT
    succeeds: bool = True
    settings: Mapping[str, str] = field(default_factory=dict)

    def _answer(self, name: str, answer: Any) -> Any:
        self.called.append(name)
        if name in self.broken:
            raise self.broken[name]
        return answer

    def version(self) -> Any:
        return self._answer("version", "3.259.0")

    def whoami(self) -> Any:
        return self._answer("whoami", "s3://the-state?region=ca-central-1")

    def stacks(self) -> Any:
        return self._answer("stacks", {"staging"})

    def configuration(self) -> Any:
        own = "berthcare-communications:"
        configured = {
            "aws:region": Configured("ca-central-1", secret=False),
            f"{own}twilioAccountSid": Configured(SID, secret=True),
            f"{own}twilioAuthToken": Configured(TOKEN, secret=True),
        }
        for key, value in self.settings.items():
            configured[f"{own}{key}"] = Configured(value, secret=False)
        return self._answer("configuration", configured)

    def preview(self) -> Any:
        steps = (step("create", SECRET), step("create", NUMBER))
        return self._answer("preview", Plan(steps, (), (), ("berthcare",), self.succeeds))


@dataclass
class CloudsDouble:
    """Answers as AWS and Twilio do to a good deployer; keeps what was simulated."""

    broken: Mapping[str, Exception] = field(default_factory=dict)
    denied: tuple[Denied, ...] = ()
    questions: list[Question] = field(default_factory=list)
    main_account_needed: list[bool] = field(default_factory=list)
    policies: tuple[str, ...] = ()
    """The ARNs of the account's managed policies."""

    def clouds(self) -> Clouds:
        return Clouds(
            caller=self._caller,
            simulate=self._simulate,
            has_policy=self._has_policy,
            twilio=self._twilio,
        )

    def _caller(self) -> Caller:
        self._break("caller")
        return Caller(ACCOUNT, DEPLOYER, DEPLOYER)

    def _simulate(self, _: str, questions: list[Question]) -> Simulated:
        self._break("simulate")
        self.questions += questions
        return Simulated(90, self.denied, (), judged_organisation=False)

    def _has_policy(self, policy_arn: str) -> bool:
        self._break("has_policy")
        return policy_arn in self.policies

    def _twilio(self, _: TwilioCredentials, main_account_needed: bool) -> CredentialsAccount:
        self.main_account_needed.append(main_account_needed)
        self._break("twilio")
        return CredentialsAccount("Main", "Full", Money(Decimal("50.00"), "USD"), Decimal("1.15"))

    def _break(self, name: str) -> None:
        if name in self.broken:
            raise self.broken[name]


def trouble(what: str = "Something is broken.") -> BerthcareError:
    return BerthcareError(what, "Mend it.")
