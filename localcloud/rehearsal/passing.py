"""One pass over the registrations of a program: dry, which touches nothing, or in earnest."""

import threading
from collections.abc import Callable, Mapping
from functools import partial

from berthcare.errors import BerthcareError
from localcloud.aws import catalog
from localcloud.aws.errors import StandInError
from localcloud.aws.wire import Properties, has_unknown
from localcloud.rehearsal.carrier import AwsCarrier, Carrier
from localcloud.rehearsal.clouds import AWS_PROVIDER_TYPE, PROVIDER_TYPES, Clouds
from localcloud.rehearsal.configuration import StackConfiguration
from localcloud.rehearsal.dynamic_carrier import TWILIO_TYPES, DynamicCarrier
from localcloud.rehearsal.errors import StepError
from localcloud.rehearsal.findings import Failure, Findings
from localcloud.rehearsal.judging import violations_of
from localcloud.rehearsal.record import Entry, Record
from localcloud.rehearsal.registration import PROVIDER_KEY, Registration
from localcloud.rehearsal.steps import Step, take
from policies.exceptions import Exceptions
from policies.subject import UNKNOWN, Unknown


class Pass:
    """Carries registrations out, and notes what it finds. Called from several threads."""

    def __init__(
        self,
        configuration: StackConfiguration,
        record: Record,
        environ: Mapping[str, str],
        *,
        dry: bool,
    ) -> None:
        self.dry = dry
        self.findings = Findings()
        self._exceptions = Exceptions.load()
        self.clouds = Clouds(configuration.of_provider("aws"), environ)
        self._configuration = configuration
        self._record = record
        self._environ = environ
        self._seen: set[str] = set()
        self._lost: set[str] = set()
        self._lock = threading.Lock()
        self._judge_default_provider(configuration.of_provider("aws"))

    def register(self, registration: Registration) -> Step | None:
        """Do one resource's step. None says that it failed, or waits for one that did."""
        with self._lock:
            self._seen.add(registration.urn)
            waits = bool(self._lost & registration.dependencies)
        if waits or (not self.dry and has_unknown(registration.inputs)):
            self.findings.skipped.append(registration.urn)
            self._lose(registration)
            return None
        try:
            return self._step(registration)
        except (StepError, StandInError, BerthcareError) as error:
            self._fail(registration.type, registration.name, str(error))
        except Exception as error:
            self._fail(registration.type, registration.name, type(error).__name__)
        self._lose(registration)
        return None

    def delete_what_is_left(self) -> None:
        """Delete what replacements left and what the program does not have any more."""
        for type_token, step in reversed(self.findings.steps):
            if step.left_over is not None:
                self._attempt(type_token, step.id, step.left_over)
        for entry in reversed(self._record.all()):
            if entry.urn not in self._seen:
                self._attempt(entry.type, entry.name, partial(self._delete, entry))

    def _step(self, registration: Registration) -> Step:
        if registration.not_carried:
            options = ", ".join(registration.not_carried)
            raise StepError(f"a rehearsal does not carry its resource options: {options}.")
        if registration.type.startswith(PROVIDER_TYPES) or not registration.custom:
            return self._without_carrier(registration)
        carrier = self._carrier(registration.type, registration.inputs, registration.provider)
        step = take(carrier, registration, self._record, self._judge, dry=self.dry)
        self.findings.steps.append((registration.type, step))
        return step

    def _without_carrier(self, registration: Registration) -> Step:
        """Pass a component through, and configure a provider."""
        self._judge(registration, registration.inputs)
        if registration.type == AWS_PROVIDER_TYPE:
            self.clouds.add(registration.urn, registration.inputs)
        resource_id = registration.name if registration.custom else ""
        inputs = registration.inputs
        return Step("", resource_id, inputs, inputs, registration.secrets)

    def _judge(self, registration: Registration, inputs: Properties) -> None:
        violations = violations_of(
            registration, inputs, self._region_of(registration), self._exceptions
        )
        self.findings.judged += 1
        self.findings.violations.extend(violations)
        if violations and not self.dry:
            raise StepError("a policy refuses it.")

    def _judge_default_provider(self, settings: Mapping[str, str]) -> None:
        """Judge the provider that the engine would make: the program never registers it."""
        default = Registration(
            urn="",
            type=AWS_PROVIDER_TYPE,
            name="default",
            custom=True,
            inputs=dict(settings),
            secrets=frozenset(),
            protect=False,
            ignore_changes=(),
            delete_before_replace=False,
            provider="",
            dependencies=frozenset(),
        )
        self.findings.violations += violations_of(
            default, default.inputs, UNKNOWN, self._exceptions
        )
        self.findings.judged += 1

    def _region_of(self, registration: Registration) -> str | Unknown | None:
        if registration.type.startswith("aws:"):
            return self.clouds.of(registration.provider).region
        return UNKNOWN

    def _carrier(self, type_token: str, inputs: Mapping[str, object], provider: str) -> Carrier:
        if type_token.startswith(TWILIO_TYPES):
            pickled = inputs.get(PROVIDER_KEY)
            if not isinstance(pickled, str):
                raise StepError(f"{PROVIDER_KEY} is missing; its provider is not known.")
            return DynamicCarrier(pickled, self._configuration, self._environ)
        return AwsCarrier(catalog.handler_for(type_token), self.clouds.of(provider))

    def _delete(self, entry: Entry) -> None:
        if entry.protect:
            raise StepError("it is protected, and the program does not have it any more.")
        carrier = self._carrier(entry.type, entry.inputs, "")
        carrier.delete(entry.id, entry.outputs)
        self._record.remove(entry.urn)
        self.findings.deleted.append(entry.type)

    def _attempt(self, type_token: str, name: str, action: Callable[[], None]) -> None:
        try:
            action()
        except (StepError, StandInError, BerthcareError) as error:
            self._fail(type_token, name, f"it cannot be deleted: {error}")

    def _fail(self, type_token: str, name: str, reason: str) -> None:
        self.findings.failures.append(Failure(type_token, name, reason))

    def _lose(self, registration: Registration) -> None:
        with self._lock:
            self._lost.add(registration.urn)
