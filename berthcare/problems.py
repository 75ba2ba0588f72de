"""One bad input, told so that the reader can mend it: field, value, rule, remedy."""

import re
from dataclasses import dataclass, replace

_LOOKS_SECRET = re.compile(r"(?![A-Z]{2}[0-9a-f]{32}$)[A-Za-z0-9+/=_-]{32,}")
"""Auth tokens, keys and their base64 are that long; what is rightly typed for a field is shorter,
has other characters in it, or is one of Twilio's SIDs, which are no secrets."""
_CONFIGURES = re.compile(r"pulumi config (?:set|rm) (?:'[^']*'|[^'])*?(?=$|  |[,;]| \()")


@dataclass(frozen=True)
class Problem:
    """A refused value. `value` is `None` where it is a secret, and is then never shown.

    `rule` completes "must …" ("be 34 characters …"); `remedy` is what to type.
    """

    field: str
    value: str | None
    rule: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.field}: {self.shown} must {self.rule}. {self.remedy}"

    @property
    def shown(self) -> str:
        """The value as it may be shown, wherever somebody pasted a secret by mistake."""
        if self.value is None:
            return "(secret, not shown)"
        secret = _LOOKS_SECRET.fullmatch(self.value)
        return "(not shown: it may be a secret)" if secret else repr(self.value)

    def of_stack(self, stack: str) -> "Problem":
        """Return it with a remedy that names the stack: another one may be selected."""
        remedy = _CONFIGURES.sub(rf"\g<0> --stack {stack}", self.remedy)
        return replace(self, remedy=remedy)
