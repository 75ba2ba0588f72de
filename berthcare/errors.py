"""The root of every error that a person is meant to read.

    BerthcareError
    ├── SettingsError                     (berthcare.settings)      a stack's configuration
    ├── EndpointRefused                   (berthcare.twilio_endpoint)  an override off loopback
    ├── MalformedDocument, UnknownConditionKey, UnknownPrincipal …  (berthcare.iam)
    ├── FilterPatternError                (berthcare.filter_pattern)
    ├── NotChecked                        (berthcare.verification)
    ├── TwilioError …                     (providers.api.errors)        refused, or no answer
    └── PolicyRefused                     (policies.in_program)     a mandatory rule

A text says what is wrong and then the remedy, with the exact command where there is one. It never
holds a secret's value.
"""


class BerthcareError(Exception):
    """Something a person can put right: `what` is wrong, and the `remedy`."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}"
