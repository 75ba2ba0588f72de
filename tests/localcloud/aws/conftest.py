"""The embedded AWS, once for all tests of the stand-in provider."""

from collections.abc import Iterator

import pytest

from localcloud.aws.cloud import Cloud
from localcloud.gateway.fixture import RunningAws, running_aws


@pytest.fixture(scope="session")
def embedded_aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAws]:
    """MiniStack behind the gateway."""
    with running_aws(tmp_path_factory.mktemp("aws")) as aws:
        yield aws


@pytest.fixture(scope="session")
def cloud(embedded_aws: RunningAws) -> Cloud:
    """A configured provider with a default tag."""
    settings = {"region": "ca-central-1", "defaultTags": '{"tags": {"Project": "test"}}'}
    return Cloud(settings, embedded_aws.environment())
