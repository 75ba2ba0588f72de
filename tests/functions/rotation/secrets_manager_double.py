"""A double of Secrets Manager, as far as the rotation uses it: for thousands of calls in seconds.

It stands behind botocore, which writes and reads as it does towards AWS. What it does is what the
API Reference says of five operations; it knows no other. `embedded/` holds it to the gateway.
"""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ConnectionClosedError

CURRENT, PREVIOUS = "AWSCURRENT", "AWSPREVIOUS"


class _Refused(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Body:
    """A body as urllib3 gives it to botocore."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, **_: object) -> list[bytes]:
        return [self._content]


class SecretsManagerDouble:
    """Secrets by their ARN or name."""

    def __init__(self) -> None:
        self.is_rotation_enabled = True
        self.refusals: dict[str, list[str]] = {}
        """Error codes by which an operation is refused, one by one; an empty one lets it be."""
        self.lost_answers: dict[str, int] = {}
        """How many answers of an operation are lost after it was carried out."""
        self._values: dict[str, dict[str, str | None]] = {}
        """Version to value, of each secret."""
        self._labels: dict[str, dict[str, str]] = {}
        """Label to version, of each secret."""
        self._changed: dict[str, float] = {}
        """When each secret was changed last, in seconds since the epoch."""
        self._answers: Mapping[str, Callable[[str, Mapping[str, Any]], Mapping[str, Any]]] = {
            "CreateSecret": self._create,
            "DescribeSecret": self._describe,
            "GetSecretValue": self._get,
            "PutSecretValue": self._put,
            "UpdateSecretVersionStage": self._relabel,
        }

    def heal(self) -> None:
        """Fail no more."""
        self.is_rotation_enabled = True
        self.refusals.clear()
        self.lost_answers.clear()

    def answer(self, request: Any, **_: object) -> AWSResponse:
        """Answer a request in place of AWS (botocore's event `before-send`)."""
        operation = request.headers["X-Amz-Target"].decode().partition(".")[2]
        if self.refusals.get(operation) and (code := self.refusals[operation].pop(0)):
            return _refusal(request.url, code)
        asked = json.loads(request.body)
        name = asked["SecretId" if "SecretId" in asked else "Name"]
        name = name.rpartition(":secret:")[2].removesuffix("-double")
        try:
            answered = json.dumps(self._answers[operation](name, asked))
        except _Refused as refused:
            return _refusal(request.url, refused.code)
        if self.lost_answers.get(operation):
            self.lost_answers[operation] -= 1
            raise ConnectionClosedError(endpoint_url=request.url)
        return AWSResponse(request.url, 200, HTTPHeaders(), _Body(answered.encode()))

    def _create(self, name: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        version = asked["ClientRequestToken"]
        self._values[name] = {version: asked["SecretString"]}
        self._labels[name] = {CURRENT: version}
        self._changed[name] = time.time()
        return {"ARN": f"arn:aws:secretsmanager:ca-central-1:000000000000:secret:{name}-double"}

    def _describe(self, name: str, _: Mapping[str, Any]) -> Mapping[str, Any]:
        stages: dict[str, list[str]] = {}
        for label, version in self._labels[name].items():
            stages.setdefault(version, []).append(label)
        changed = self._changed[name]
        return {
            "RotationEnabled": self.is_rotation_enabled,
            "CreatedDate": changed,
            "LastChangedDate": changed,
            "VersionIdsToStages": stages,
        }

    def _get(self, name: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        labelled = self._labels[name].get(asked["VersionStage"])
        version = asked.get("VersionId", labelled)
        if version != labelled:
            raise _Refused("InvalidRequestException")
        value = self._values[name].get(version or "")
        if value is None:
            raise _Refused("ResourceNotFoundException")
        return {"VersionId": version, "SecretString": value}

    def _put(self, name: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        version, value = asked["ClientRequestToken"], asked.get("SecretString")
        before = self._values[name].get(version)
        if before not in (None, value):
            raise _Refused("ResourceExistsException")
        self._values[name][version] = value
        for label in asked["VersionStages"]:
            self._move(name, label, version)
        self._changed[name] = time.time()
        return {"VersionId": version}

    def _relabel(self, name: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        label, to = asked["VersionStage"], asked.get("MoveToVersionId")
        holder, away_from = self._labels[name].get(label), asked.get("RemoveFromVersionId")
        is_elsewhere = holder not in (None, to)
        if (is_elsewhere or away_from is not None) and away_from != holder:
            raise _Refused("InvalidParameterException")
        if to is not None:
            self._move(name, label, to)
        else:
            del self._labels[name][label]
        self._changed[name] = time.time()
        return {}

    def _move(self, name: str, label: str, version: str) -> None:
        labels = self._labels[name]
        if label == CURRENT and labels[CURRENT] != version:
            labels[PREVIOUS] = labels[CURRENT]
        labels[label] = version


def _refusal(url: str, code: str) -> AWSResponse:
    body = json.dumps({"__type": code, "message": "refused by the double"})
    return AWSResponse(url, 400, HTTPHeaders(), _Body(body.encode()))
