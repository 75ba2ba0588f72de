"""A secret as a person reads it, and puts its labels, beside the function."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Content = Mapping[str, str]
CURRENT, PENDING, PREVIOUS = "AWSCURRENT", "AWSPENDING", "AWSPREVIOUS"


@dataclass(frozen=True)
class Stored:
    """A secret in Secrets Manager, by the deployer's client."""

    client: Any
    arn: str

    @classmethod
    def make(cls, client: Any, name: str, content: Content) -> "Stored":
        """Make a secret."""
        made = client.create_secret(Name=name, SecretString=json.dumps(content))
        return cls(client, str(made["ARN"]))

    def labels(self) -> dict[str, set[str]]:
        """Return the labels of each version that has any."""
        found = self.client.describe_secret(SecretId=self.arn)["VersionIdsToStages"]
        return {version: set(labels) for version, labels in found.items()}

    def holder(self, label: str) -> str:
        """Return the version with a label, empty where there is none."""
        return next((one for one, labels in self.labels().items() if label in labels), "")

    def value(self, label: str = CURRENT) -> Content | None:
        """Return what the version with a label holds, `None` where there is nothing."""
        try:
            found = self.client.get_secret_value(SecretId=self.arn, VersionStage=label)
        except self.client.exceptions.ResourceNotFoundException:
            return None
        content: Content = json.loads(found["SecretString"])
        return content

    def values(self) -> dict[str, Content]:
        """Return what the current version holds, and the one before it, by their labels."""
        found = {label: self.value(label) for label in (CURRENT, PREVIOUS)}
        return {label: content for label, content in found.items() if content is not None}

    def write(self, content: Content | str, *labels: str, version_id: str = "") -> str:
        """Write a version and return its id; it is the current one unless labels are given."""
        text = content if isinstance(content, str) else json.dumps(content)
        written = self.client.put_secret_value(
            SecretId=self.arn,
            SecretString=text,
            ClientRequestToken=version_id or str(uuid.uuid4()),
            VersionStages=list(labels) or [CURRENT],
        )
        return str(written["VersionId"])

    def begin(self) -> str:
        """Make a pending version without a value, as RotateSecret does, and return its id."""
        self.unlabel(PENDING)
        version_id = str(uuid.uuid4())
        self.client.put_secret_value(
            SecretId=self.arn, ClientRequestToken=version_id, VersionStages=[PENDING]
        )
        return version_id

    def label(self, label: str, version_id: str) -> None:
        """Put a label on a version."""
        holder = self.holder(label)
        away = {"RemoveFromVersionId": holder} if holder not in ("", version_id) else {}
        self._relabel(label, MoveToVersionId=version_id, **away)

    def unlabel(self, *labels: str) -> None:
        """Take labels from whatever versions have them."""
        for version, found in self.labels().items():
            for label in found & {*labels}:
                self._relabel(label, RemoveFromVersionId=version)

    def _relabel(self, label: str, **change: str) -> None:
        self.client.update_secret_version_stage(SecretId=self.arn, VersionStage=label, **change)
