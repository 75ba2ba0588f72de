"""Filter patterns over the CloudTrail records in the trail's log group.

Syntax: CloudWatch Logs User Guide, "Filter pattern syntax for JSON log events".
"""

from berthcare.names import Names


def unauthorized_secret_access(names: Names) -> str:
    """Match a refused call to one of the environment's secrets.

    A refused call may carry the secret in its request parameters, as a name, a full or a partial
    ARN, or in its error message alone, so both are looked at, with wildcards.
    """
    secret = f'"*{names.secret_prefix}*"'
    return (
        '{ ($.eventSource = "secretsmanager.amazonaws.com") && ($.errorCode = "AccessDenied*") && '
        f"(($.requestParameters.secretId = {secret}) || ($.errorMessage = {secret})) }}"
    )
