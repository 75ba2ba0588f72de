"""Every check of the preflight: what it waits for, what it asks, and what it finds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from berthcare.account_names import AccountNames
from berthcare.credentials_account import CredentialsAccount
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.findings import Finding, Verdict, broken
from berthcare.names import Names
from berthcare.needed_actions.table import needed_actions
from berthcare.preflight import (
    aws_identity,
    engine_version,
    formats,
    permissions,
    planned_changes,
    plugins,
    policies,
    role_boundary,
    state_backend,
    twilio_credentials,
)
from berthcare.preflight.caller import Caller
from berthcare.preflight.questions import (
    Question,
    deeds_of_plan,
    deeds_without_plan,
    needs_of,
    question_about_state,
    questions,
)
from berthcare.preflight.reading import NotRead, Reading
from berthcare.preflight.readings import Readings
from berthcare.preflight.simulation import Simulated
from berthcare.principals import permissions_boundary_arn
from berthcare.settings import Settings, SettingsError
from berthcare.twilio_credentials import TwilioCredentials

Ask = Callable[[], list[Finding]]


@dataclass(frozen=True)
class Clouds:
    """What AWS and Twilio are asked through; a test puts doubles in their place."""

    caller: Callable[[], Caller]
    simulate: Callable[[str, list[Question]], Simulated]
    """Given the principal's ARN."""
    has_policy: Callable[[str], bool]
    """Given a managed policy's ARN."""
    twilio: Callable[[TwilioCredentials, bool], CredentialsAccount]
    """Given the credentials, and whether they must be a main account's."""


@dataclass(frozen=True)
class Checks:
    """The checks of one environment. Each can be asked by itself, in any order, in any thread."""

    environment: Environment
    environ: Mapping[str, str] = field(repr=False)
    folder: Path
    today: date
    readings: Readings
    clouds: Clouds
    with_plan: bool
    _caller: Reading[Caller] = field(default_factory=lambda: Reading("The caller"))
    _simulated: Reading[Simulated] = field(default_factory=lambda: Reading("The simulation"))

    def all(self) -> list[Ask]:
        """Return the checks in the order of the report."""
        found: list[tuple[str, Ask]] = [
            (formats.NAME, self._formats),
            (twilio_credentials.NAME, self._twilio_credentials),
            (aws_identity.NAME, self._aws_identity),
            (permissions.NAME, self._permissions),
            (role_boundary.NAME, self._role_boundary),
            (engine_version.NAME, self._engine),
            (plugins.NAME, lambda: plugins.judge(self.readings.plugins.get())),
            (state_backend.NAME, self._state_backend),
            (policies.NAME, self._policies),
        ]
        if self.with_plan:
            found.append((planned_changes.NAME, self._plan))
        return [_told(name, ask) for name, ask in found]

    @property
    def judged_organisation(self) -> bool:
        """Whether the simulation told of service control policies; ask the checks first."""
        simulated = self._simulated.known()
        return simulated is not None and simulated.judged_organisation

    def _settings(self) -> Settings:
        """Return the settings. Raises `NotRead`."""
        configuration = self.readings.configuration.needed()
        return formats.known_settings(self.environment, configuration, self.environ)

    def _known_settings(self) -> Settings | None:
        try:
            return self._settings()
        except NotRead:
            return None

    def _formats(self) -> list[Finding]:
        return formats.check(self.environment, self.readings.configuration.get(), self.environ)

    def _twilio_credentials(self) -> list[Finding]:
        configuration = self.readings.configuration.known()
        if configuration is None and not self.environ.get("TWILIO_AUTH_TOKEN"):
            raise NotRead("The configuration")
        credentials = twilio_credentials.credentials_of(configuration or {}, self.environ)
        settings = self._known_settings()
        account = self.clouds.twilio(
            credentials, settings is not None and settings.account.use_subaccount
        )
        plan = self.readings.plan.known()
        wanted = twilio_credentials.Wanted(
            purchases=None if plan is None else planned_changes.purchases_of(plan),
            minimum_usd=settings.numbers.minimum_balance_usd if settings else 0,
        )
        return twilio_credentials.judge(account, wanted)

    def _aws_identity(self) -> list[Finding]:
        self._caller.take(self.clouds.caller)
        found = aws_identity.judge_region(self.environ)
        try:
            found += aws_identity.judge(self._caller.get(), self._known_settings())
        except BerthcareError as error:
            found.append(Finding(aws_identity.NAME, Verdict.FAILED, error.what, error.remedy))
        return found

    def _permissions(self) -> list[Finding]:
        caller = self._caller.needed()
        plan = self.readings.plan.known()
        settings = self._known_settings()
        table = needed_actions()
        # A plan that failed half-way is none: it does not know the rest.
        steps = [(step.type, step.op) for step in plan.steps] if plan and plan.succeeded else []
        needs = needs_of(
            table,
            deeds_of_plan(steps) if steps else deeds_without_plan(table),
            fast_alarm=settings.monitoring.fast_alarm if settings else False,
        )
        boundary = settings.permissions_boundary if settings else None
        asked = questions(
            needs,
            Names(self.environment),
            caller.account,
            permissions_boundary_arn(boundary, caller.account),
        )
        bucket = state_backend.bucket_of(self.readings.backend.known() or "")
        asked += question_about_state(table, bucket) if bucket else []
        self._simulated.take(lambda: self.clouds.simulate(caller.principal_arn, asked))
        unknown = [type_token for type_token, _ in steps if table.lacks(type_token)]
        try:
            simulated = self._simulated.get()
        except BerthcareError as error:
            return [Finding(permissions.NAME, Verdict.UNKNOWN, error.what, error.remedy)]
        return permissions.judge(caller.principal_arn, simulated, unknown)

    def _role_boundary(self) -> list[Finding]:
        settings = self._known_settings()
        caller = self._caller.known()
        if settings is None or caller is None:
            return []  # the checks of these say why
        return role_boundary.judge(
            AccountNames(caller.account),
            self.environment,
            settings.permissions_boundary,
            self.clouds.has_policy,
        )

    def _engine(self) -> list[Finding]:
        required = engine_version.required_version(self.folder)
        return engine_version.judge(self.readings.version.get(), required)

    def _state_backend(self) -> list[Finding]:
        return state_backend.judge(
            self.readings.backend.get(),
            self.readings.stacks.get(),
            state_backend.secrets_provider(self.environment, self.folder),
            self.environment,
            self.environ,
        )

    def _policies(self) -> list[Finding]:
        return policies.check(self.environment, self.folder, self.environ, self.today)

    def _plan(self) -> list[Finding]:
        return planned_changes.judge(self.readings.plan.get(), self.environment)

    def abandon(self) -> None:
        """Let no check wait for another one any longer."""
        self._caller.abandon()
        self._simulated.abandon()


def _told(name: str, ask: Ask) -> Ask:
    """Return the check with its errors as findings: one that fails hides no other."""

    def asked() -> list[Finding]:
        try:
            return ask()
        except NotRead as missing:
            return [Finding(name, Verdict.UNKNOWN, missing.what)]
        except SettingsError as refused:
            return formats.findings_of_problems(name, refused)
        except BerthcareError as error:
            return [Finding(name, Verdict.FAILED, error.what, error.remedy)]
        except Exception as error:  # as said above
            return [broken(name, error)]

    return asked
