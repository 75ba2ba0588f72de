"""The stand-in speaks to loopback only, in the region and account that were configured."""

import pytest

from localcloud.aws.cloud import Cloud, loopback_endpoint, problems_with_settings
from localcloud.aws.errors import ConfigurationError, EndpointDownError
from localcloud.gateway.fixture import ACCOUNT_ID

ENDPOINT = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:4566", "http://localhost:4566", "http://[::1]:4566"]
)
def test_a_loopback_endpoint_is_taken(url: str) -> None:
    assert loopback_endpoint({"AWS_ENDPOINT_URL": url}) == url


@pytest.mark.parametrize(
    "url",
    ["https://kms.ca-central-1.amazonaws.com", "http://10.0.0.1", "http://127.0.0.1.example.com"],
)
def test_any_other_endpoint_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="not a loopback address"):
        loopback_endpoint({"AWS_ENDPOINT_URL": url})


def test_without_an_endpoint_real_aws_is_never_called() -> None:
    with pytest.raises(ConfigurationError, match="run `make up`"):
        loopback_endpoint({})


def test_the_region_is_the_settings_then_the_environments() -> None:
    environ = {**ENDPOINT, "AWS_REGION": "ca-west-1"}
    assert Cloud({"region": "ca-central-1"}, environ).region == "ca-central-1"
    assert Cloud({}, environ).region == "ca-west-1"


def test_no_region_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="aws:region"):
        Cloud({}, ENDPOINT)


def test_a_setting_that_would_do_nothing_is_refused() -> None:
    settings = {"region": "ca-central-1", "accessKey": "a", "skipRegionValidation": "true"}
    assert [name for name, _ in problems_with_settings(settings)] == ["accessKey"]


def test_a_dead_endpoint_is_named_with_the_remedy() -> None:
    cloud = Cloud(
        {"region": "ca-central-1"},
        {**ENDPOINT, "AWS_ACCESS_KEY_ID": "a" * 16, "AWS_SECRET_ACCESS_KEY": "b" * 8},
    )
    with pytest.raises(EndpointDownError, match=r"AWS_ENDPOINT_URL=http://127.0.0.1:9.*make up"):
        cloud.caller()


@pytest.mark.cloud
def test_another_account_than_the_allowed_ones_is_refused(cloud: Cloud) -> None:
    cloud.require_allowed_account()
    environ = {
        "AWS_ENDPOINT_URL": cloud.endpoint_url,
        "AWS_ACCESS_KEY_ID": "LOCALCLOUD" + "0" * 10,
        "AWS_SECRET_ACCESS_KEY": "local" * 8,
    }
    settings = {"region": "ca-central-1", "allowedAccountIds": '["111111111111"]'}
    with pytest.raises(ConfigurationError, match=ACCOUNT_ID):
        Cloud(settings, environ).require_allowed_account()
