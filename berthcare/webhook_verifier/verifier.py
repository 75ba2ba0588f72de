"""Decides whether Twilio signed a request, with Twilio's own validator."""

from collections.abc import Mapping

from twilio.request_validator import (
    RequestValidator,
)

from berthcare.webhook_verifier.accepted_tokens import AcceptedTokens
from berthcare.webhook_verifier.signed_request import signed_fields

SIGNATURE_HEADER = "X-Twilio-Signature"


class WebhookVerifier(AcceptedTokens):
    """The auth tokens of a Twilio account, and the judgement of what they signed.

    The current and the previous token are both tried: Twilio signs with the primary token only
    (error 57012), and a rotation stores the new one minutes before that becomes the primary one.
    """

    def is_genuine(
        self, url: str, body: Mapping[str, object] | bytes, signature: str | None
    ) -> bool:
        """Tell whether Twilio sent the request. May read the tokens: blocks.

        `url` is the public one, byte for byte with its query, as Twilio has it; its host comes
        from configuration. `body` is the form's fields, with blank ones and every repeated one,
        or the raw bytes of a body that is no form (JSON). `signature` is the value of the header.
        Without one nothing is read. Raises `TokensUnavailable`, and TypeError for another `body`.
        """
        if not signature:
            return False
        fields = signed_fields(url, body)
        if fields is None:
            return False
        return self.accepts(
            lambda token: bool(RequestValidator(token).validate(url, fields, signature))
        )
