"""Parameters of Systems Manager: who may read and write them, and what a record keeps."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.gateway.fixture import ACCOUNT_ID, REGION, RunningAws

pytestmark = pytest.mark.cloud

AsRole = Callable[..., Callable[[str], Any]]


def test_a_parameter_with_levels_is_named_with_one_slash(aws: RunningAws, as_role: AsRole) -> None:
    aws.client("ssm").put_parameter(Name="/parameters/lift", Value="{}", Type="String")
    arn = f"arn:aws:ssm:{REGION}:{ACCOUNT_ID}:parameter/parameters/lift"
    reader = as_role(
        "parameter-reader", {"Effect": "Allow", "Action": "ssm:GetParameter", "Resource": arn}
    )("ssm")

    assert reader.get_parameter(Name="/parameters/lift")["Parameter"]["Value"] == "{}"
    with pytest.raises(ClientError, match="AccessDeniedException"):
        reader.put_parameter(Name="/parameters/lift", Value="1", Type="String", Overwrite=True)


def test_a_value_is_in_no_record(
    aws: RunningAws, records: Callable[[str], list[dict[str, Any]]]
) -> None:
    aws.client("ssm").put_parameter(Name="/parameters/kept", Value="the value", Type="String")

    [record] = [one for one in records("ssm.amazonaws.com") if "kept" in json.dumps(one)]
    assert record["requestParameters"] == {"name": "/parameters/kept", "type": "String"}
    assert "the value" not in json.dumps(record)


def test_an_encrypted_parameter_is_refused_for_nobody_judges_its_key(aws: RunningAws) -> None:
    with pytest.raises(ClientError, match="SecureString"):
        aws.client("ssm").put_parameter(
            Name="/parameters/closed", Value="placeholder", Type="SecureString"
        )
