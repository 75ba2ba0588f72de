"""The root of every error that a person is meant to read.

    BerthcareError
    ├── SettingsError          (berthcare.settings)         the stack's configuration is refused
    ├── EndpointRefused        (berthcare.twilio_endpoint)  an override that leaves loopback
    ├── MalformedDocument      (berthcare.iam.document)     an IAM document that cannot be read
    ├── TwilioError …          (providers.errors)           Twilio refused, or did not answer
    └── PolicyRefused          (policies.in_program)        a mandatory rule refused a resource

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
