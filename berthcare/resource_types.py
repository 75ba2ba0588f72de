"""The types, as the engine tells them, of the resources that a deployment must not lose."""

NUMBER_TYPE = "pulumi-python:dynamic/twilio:PhoneNumber"
SUBACCOUNT_TYPE = "pulumi-python:dynamic/twilio:Subaccount"
SECRET_TYPE = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type's name
