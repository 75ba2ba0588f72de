"""The current and the previous token of a secret, read as the backend's role may."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from berthcare.webhook_verifier.accepted_tokens import TokensUnavailable

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_secretsmanager.type_defs import GetSecretValueResponseTypeDef as Answer


def tokens_from_secrets_manager(
    client: "SecretsManagerClient", secret_id: str, key: str = "auth_token"
) -> Callable[[], tuple[str, ...]]:
    """Return what reads the tokens under `key` of a secret: the current one, then the previous.

    Whatever stops it, it raises `TokensUnavailable`, which holds no value, in its frames neither.
    Give the client short timeouts: a webhook may wait for it.
    """

    def read_tokens() -> tuple[str, ...]:
        try:
            tokens = _two_tokens(client, secret_id, key)
        except client.exceptions.ClientError as error:
            code = error.response["Error"]["Code"]
            problem = f"{error.operation_name} of {secret_id} answered {code}"
        except Exception as error:
            problem = f"{secret_id} cannot be read ({type(error).__name__})"
        else:
            if tokens:
                return tokens
            problem = f"{secret_id} holds no {key}"
        raise TokensUnavailable(problem)

    return read_tokens


def _two_tokens(client: "SecretsManagerClient", secret_id: str, key: str) -> tuple[str, ...]:
    """Return the current token and the previous one where there is one; nothing without current.

    Read in this order, so that the token that signs is among the two where the label moves in
    between. Each version is asked for by its label: the backend's policy knows these two.
    """
    current = client.get_secret_value(SecretId=secret_id, VersionStage="AWSCURRENT")
    try:
        previous = client.get_secret_value(SecretId=secret_id, VersionStage="AWSPREVIOUS")
    except client.exceptions.ResourceNotFoundException:
        # Never rotated, or the rotation has retired it.
        return _token(current, key)
    if previous["VersionId"] == current["VersionId"]:
        # The label moved between the two calls: who has it now is still unread.
        current = client.get_secret_value(SecretId=secret_id, VersionStage="AWSCURRENT")
    token = _token(current, key)
    return (*token, *_token(previous, key)) if token else ()


def _token(answer: "Answer", key: str) -> tuple[str, ...]:
    """Return a version's token; nothing where it has none, or no value at all as in MiniStack."""
    try:
        token = json.loads(answer["SecretString"])[key]
    except (KeyError, TypeError, ValueError):
        return ()
    return (token,) if isinstance(token, str) and token else ()
