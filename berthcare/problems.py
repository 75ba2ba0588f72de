"""One bad input, told so that the reader can mend it: field, value, rule, remedy."""

from dataclasses import dataclass


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
        shown = "(secret, not shown)" if self.value is None else repr(self.value)
        return f"{self.field}: {shown} must {self.rule}. {self.remedy}"
