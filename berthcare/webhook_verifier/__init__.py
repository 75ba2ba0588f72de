"""For the backend: tells genuine webhooks from forged ones, also while a token is rotated.

How to use it, and what the rotation counts on: docs/webhook-verification.md. It needs the standard
library and `twilio` only, so that a backend can install this project without its dependencies.

`signed_request` knows what a signature covers, `accepted_tokens` keeps the tokens,
`secrets_manager` reads them, and `verifier` puts the three together.
"""

from berthcare.webhook_verifier.accepted_tokens import (
    LONGEST_KEEP_SECONDS,
    AcceptedTokens,
    TokensUnavailable,
)
from berthcare.webhook_verifier.secrets_manager import tokens_from_secrets_manager
from berthcare.webhook_verifier.verifier import SIGNATURE_HEADER, WebhookVerifier

__all__ = [
    "LONGEST_KEEP_SECONDS",
    "SIGNATURE_HEADER",
    "AcceptedTokens",
    "TokensUnavailable",
    "WebhookVerifier",
    "tokens_from_secrets_manager",
]
