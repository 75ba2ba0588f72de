"""Who holds a stack, read from a bucket."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from berthcare.engine.stack_lock import locks_of
from berthcare.environments import Environment
from berthcare.errors import BerthcareError

_PLACE = ".pulumi/locks/organization/berthcare-communications/staging/"
_LOCAL = ("http://localhost:4566", "path")
_HELD = {"pid": 4711, "username": "deployer", "hostname": "runner-1", "timestamp": "2026-01-31"}


@dataclass
class S3Double:
    """Has one bucket's objects, and remembers how it was reached."""

    objects: dict[str, str]
    refuses: str = ""
    """The code that it answers instead of an object."""
    session: dict[str, Any] = field(default_factory=dict)
    endpoint: str | None = None
    style: str = ""

    def client(self, service: str, *, endpoint_url: str | None, config: Config) -> "S3Double":
        assert service == "s3"
        self.endpoint = endpoint_url
        self.style = config.s3["addressing_style"]  # type: ignore[attr-defined]
        return self

    def get_paginator(self, call: str) -> "S3Double":
        assert call == "list_objects_v2"
        return self

    def paginate(self, *, Bucket: str, Prefix: str) -> Iterator[dict[str, Any]]:  # noqa: N803 - AWS's names
        assert Bucket == "a-bucket"
        yield {"Contents": [{"Key": key} for key in self.objects if key.startswith(Prefix)]}
        yield {}

    def get_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:  # noqa: N803 - AWS's names
        assert Bucket == "a-bucket"
        if self.refuses:
            raise ClientError({"Error": {"Code": self.refuses}}, "GetObject")
        return {"Body": io.BytesIO(self.objects[Key].encode())}


def asked(monkeypatch: pytest.MonkeyPatch, s3: S3Double, url: str) -> int:
    """Return how many locks are told of, by the bucket under this URL."""

    def session(**given: Any) -> S3Double:
        s3.session = given
        return s3

    monkeypatch.setattr(boto3, "Session", session)
    return len(locks_of(url, Environment.STAGING, {}))


def held(prefix: str = "", *, refuses: str = "") -> S3Double:
    return S3Double({f"{prefix}{_PLACE}one.json": json.dumps(_HELD)}, refuses)


def test_a_lock_in_a_bucket_is_seen_as_the_url_says(monkeypatch: pytest.MonkeyPatch) -> None:
    s3 = held()
    assert asked(monkeypatch, s3, "s3://a-bucket?profile=ours&region=us-east-1") == 1
    assert s3.session == {"profile_name": "ours", "region_name": "us-east-1"}
    assert (s3.endpoint, s3.style) == (None, "auto")


def test_a_bucket_is_asked_in_canada_where_the_url_names_no_region(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    s3 = held()
    asked(monkeypatch, s3, "s3://a-bucket")
    assert s3.session == {"profile_name": None, "region_name": "ca-central-1"}


def test_a_backend_below_a_prefix_has_its_own_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(monkeypatch, held("ours/"), "s3://a-bucket/ours") == 1
    assert asked(monkeypatch, held(), "s3://a-bucket/ours") == 0
    assert asked(monkeypatch, held("ours/"), "s3://a-bucket") == 0


@pytest.mark.parametrize(
    ("query", "endpoint", "style"),
    [
        ("endpoint=http://localhost:4566&s3ForcePathStyle=true", "http://localhost:4566", "path"),
        ("endpoint=localhost:4566&disableSSL=true&use_path_style=true", *_LOCAL),
        ("endpoint=localhost:4566&disable_https=true&use_path_style=true", *_LOCAL),
        ("endpoint=s3.example&use_path_style=false", "https://s3.example", "auto"),
    ],
)
def test_an_endpoint_is_reached_as_the_engine_does(
    query: str, endpoint: str, style: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    s3 = held()
    asked(monkeypatch, s3, f"s3://a-bucket?{query}")
    assert (s3.endpoint, s3.style) == (endpoint, style)


def test_an_endpoint_that_is_none_is_told_and_no_traceback() -> None:
    with pytest.raises(BerthcareError, match="a place is no endpoint"):
        locks_of("s3://a-bucket?endpoint=a%20place", Environment.STAGING, {})


def test_a_lock_that_is_released_meanwhile_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(monkeypatch, held(refuses="NoSuchKey"), "s3://a-bucket") == 0


def test_a_lock_that_may_not_be_read_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BerthcareError, match="The locks of the stack cannot be read"):
        asked(monkeypatch, held(refuses="AccessDenied"), "s3://a-bucket")
