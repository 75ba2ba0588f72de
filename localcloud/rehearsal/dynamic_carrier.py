"""The program's dynamic provider for Twilio, run as Pulumi's own dynamic provider server runs it.

Source: `pulumi/dynamic/__main__.py` of the SDK: the provider is unpickled from the input
`__provider`, configured once with the stack's configuration, and its methods are called.
"""

import base64
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import dill
from pulumi.dynamic import Config, ConfigureRequest, ResourceProvider
from pulumi.output import Unknown

from berthcare.twilio_endpoint import VARIABLE, base_url_override
from localcloud.aws.lifecycle import Created, Found
from localcloud.aws.planning import Checked
from localcloud.aws.wire import UNKNOWN, Properties
from localcloud.rehearsal.carrier import Verdict
from localcloud.rehearsal.configuration import StackConfiguration
from localcloud.rehearsal.errors import StepError
from localcloud.rehearsal.record import Entry
from localcloud.rehearsal.registration import PROVIDER_KEY

TWILIO_TYPES = "pulumi-python:dynamic/twilio:"


class DynamicCarrier:
    """One dynamic resource. Raises StepError where it would reach the real Twilio."""

    def __init__(
        self, pickled: str, configuration: StackConfiguration, environ: Mapping[str, str]
    ) -> None:
        if base_url_override(environ) is None:
            raise StepError(
                f"{VARIABLE} is not set: a rehearsal never calls the real Twilio, which sells real "
                "numbers. To start the emulator, run `make up`."
            )
        self._pickled = pickled
        self._configuration = configuration

    @property
    def secrets(self) -> frozenset[str]:
        """None: the program marks its own (`additional_secret_outputs`)."""
        return frozenset()

    def check(self, name: str, olds: Properties, news: Properties, seed: bytes) -> Checked:
        """Call the provider's `check`."""
        del name, seed
        result = self._provider.check(_for_provider(olds), _for_provider(news))
        problems = [(failure.property, failure.reason) for failure in result.failures or []]
        return Checked({**result.inputs, PROVIDER_KEY: self._pickled}, problems)

    def read(self, entry: Entry) -> Found | None:
        """Call the provider's `read`; an empty id says that the resource is gone."""
        result = self._provider.read(entry.id, dict(entry.outputs))
        if not result.id:
            return None
        inputs = entry.known_inputs if result.inputs is None else result.inputs
        return Found(
            {**(result.outs or {}), PROVIDER_KEY: self._pickled},
            {**inputs, PROVIDER_KEY: self._pickled},
        )

    def diff(self, resource_id: str, found: Found, news: Properties) -> Verdict:
        """Call the provider's `diff`."""
        result = self._provider.diff(resource_id, found.outputs, _for_provider(news))
        if result.replaces:
            first = result.delete_before_replace
            return Verdict.REPLACE_DELETING_FIRST if first else Verdict.REPLACE
        return Verdict.UPDATE if result.changes else Verdict.SAME

    def planned(self, inputs: Properties) -> Properties:
        """Return the inputs: what else a dynamic provider gives is not known beforehand."""
        return inputs

    def create(self, inputs: Properties) -> Created:
        """Call the provider's `create`."""
        result = self._provider.create(inputs)
        return Created(result.id, {**(result.outs or {}), PROVIDER_KEY: self._pickled})

    def update(self, resource_id: str, found: Found, news: Properties) -> Properties:
        """Call the provider's `update`."""
        result = self._provider.update(resource_id, found.outputs, news)
        return {**(result.outs or {}), PROVIDER_KEY: self._pickled}

    def delete(self, resource_id: str, outputs: Mapping[str, object]) -> None:
        """Call the provider's `delete`."""
        self._provider.delete(resource_id, dict(outputs))

    @cached_property
    def _provider(self) -> ResourceProvider:
        # The text was pickled by the program in this very process.
        provider: ResourceProvider = dill.loads(base64.b64decode(self._pickled))  # noqa: S301 - above
        config = Config(dict(self._configuration.values), self._configuration.project)
        provider.configure(ConfigureRequest(config=config))
        return provider


def _for_provider(properties: Properties) -> dict[str, Any]:
    """Mark unknowns as the dynamic provider server does."""
    unknown = Unknown()  # type: ignore[no-untyped-call]  # the SDK left it untyped
    return {name: unknown if value == UNKNOWN else value for name, value in properties.items()}
