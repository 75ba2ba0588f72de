"""Every handler fits the class that it stands for."""

import pytest

from localcloud.aws import catalog
from localcloud.aws.errors import UnknownTokenError
from localcloud.aws.schema import schema_of


@pytest.mark.parametrize("token", sorted(catalog.TOKENS))
def test_a_handler_names_only_what_its_type_has(token: str) -> None:
    handler, schema = catalog.handler_for(token), schema_of(token)
    assert handler.pulumi_type == token
    assert handler.honoured <= schema.inputs.keys()
    assert schema.required <= handler.honoured
    assert handler.defaults.keys() <= handler.honoured
    assert handler.documents | handler.json_texts | handler.unordered <= handler.honoured
    assert handler.computed <= schema.inputs.keys()
    assert handler.secrets <= schema.outputs
    assert handler.name_input is None or handler.name_input in handler.replaces
    assert not handler.updates & handler.replaces


def test_a_type_outside_the_catalogue_is_refused_by_its_token() -> None:
    with pytest.raises(UnknownTokenError, match="aws:sns/smsPreferences:SmsPreferences"):
        catalog.handler_for("aws:sns/smsPreferences:SmsPreferences")


@pytest.mark.parametrize(
    ("token", "name"),
    [
        ("aws:secretsmanager/secretVersion:SecretVersion", "secretString"),
        ("aws:ssm/parameter:Parameter", "value"),
    ],
)
def test_a_stored_value_is_a_secret_output(token: str, name: str) -> None:
    assert name in catalog.handler_for(token).secrets
