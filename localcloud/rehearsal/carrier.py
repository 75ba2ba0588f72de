"""What carries a resource out: the AWS handlers, or the program's own dynamic provider."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from localcloud.aws import lifecycle, planning
from localcloud.aws.archives import hashed
from localcloud.aws.cloud import Cloud
from localcloud.aws.handler import Handler
from localcloud.aws.lifecycle import Created, Found
from localcloud.aws.planning import Checked
from localcloud.aws.wire import Properties
from localcloud.rehearsal.record import Entry


class Verdict(Enum):
    """What a difference asks for."""

    SAME = "unchanged"
    UPDATE = "updated"
    REPLACE = "replaced"
    REPLACE_DELETING_FIRST = "replaced, deleted first"


class Carrier(Protocol):
    """One resource type on the embedded cloud."""

    @property
    def secrets(self) -> frozenset[str]:
        """Outputs that are secret whether or not the program said so."""

    def check(self, name: str, olds: Properties, news: Properties, seed: bytes) -> Checked:
        """Refuse or complete the inputs."""

    def read(self, entry: Entry) -> Found | None:
        """Return the resource as it is now, or None where it is gone."""

    def diff(self, resource_id: str, found: Found, news: Properties) -> Verdict:
        """Compare what is with what is wanted."""

    def planned(self, inputs: Properties) -> Properties:
        """Foresee the outputs of a new resource."""

    def create(self, inputs: Properties) -> Created:
        """Make the resource."""

    def update(self, resource_id: str, found: Found, news: Properties) -> Properties:
        """Change the resource and return its outputs."""

    def delete(self, resource_id: str, outputs: Mapping[str, object]) -> None:
        """Delete the resource."""


@dataclass(frozen=True)
class AwsCarrier:
    """An AWS type, through the same handler that the stand-in provider uses."""

    handler: Handler
    cloud: Cloud

    @property
    def secrets(self) -> frozenset[str]:
        """The outputs that the AWS provider marks."""
        return self.handler.secrets

    def check(self, name: str, olds: Properties, news: Properties, seed: bytes) -> Checked:
        """Check against the schema; fill in the defaults."""
        # The engine hashes archives before a provider sees them.
        folder = self.cloud.program_folder
        hashes = {key: hashed(value, folder) for key, value in news.items()}
        return planning.check(self.handler, name, olds, hashes, seed)

    def read(self, entry: Entry) -> Found | None:
        """Ask AWS."""
        return lifecycle.read(
            self.handler, self.cloud, entry.id, dict(entry.outputs), entry.known_inputs
        )

    def diff(self, resource_id: str, found: Found, news: Properties) -> Verdict:
        """Compare as the stand-in provider does."""
        del resource_id
        difference = planning.diff(
            self.handler,
            found.outputs,
            found.inputs,
            news,
            region=self.cloud.region,
            default_tags=self.cloud.default_tags,
        )
        if difference.delete_before_replace:
            return Verdict.REPLACE_DELETING_FIRST
        if difference.replacing:
            return Verdict.REPLACE
        return Verdict.UPDATE if difference.changed else Verdict.SAME

    def planned(self, inputs: Properties) -> Properties:
        """Foresee as at a preview."""
        return planning.planned_outputs(
            self.handler,
            inputs,
            region=planning.effective_region(inputs, self.cloud.region),
            default_tags=self.cloud.default_tags,
        )

    def create(self, inputs: Properties) -> Created:
        """Create through the handler."""
        return lifecycle.create(self.handler, self.cloud, inputs)

    def update(self, resource_id: str, found: Found, news: Properties) -> Properties:
        """Update through the handler."""
        return lifecycle.update(
            self.handler,
            self.cloud,
            resource_id,
            state=found.outputs,
            old_inputs=found.inputs,
            news=news,
        )

    def delete(self, resource_id: str, outputs: Mapping[str, object]) -> None:
        """Delete through the handler."""
        lifecycle.delete(self.handler, self.cloud, resource_id, dict(outputs))
