from collections.abc import Iterator

import pytest

from localcloud.gateway.fixture import RunningAws, running_aws


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAws]:
    """One embedded AWS for all tests of this folder; each test uses names of its own."""
    with running_aws(tmp_path_factory.mktemp("aws")) as running:
        yield running
