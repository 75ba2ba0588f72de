"""Reads where an environment's rotations stand, from AWS and Twilio."""

from collections.abc import Mapping

from berthcare.errors import BerthcareError
from berthcare.rotate.rotatable import Rotatable
from berthcare.rotate.rotated_secrets import RotatedSecrets
from berthcare.rotate.standing import Standing
from berthcare.rotate.twilio_token import accepted


def read(secrets: RotatedSecrets, environ: Mapping[str, str]) -> Standing:
    """Describe both secrets, and ask Twilio by the current auth token.

    Raises `BerthcareError` where a secret cannot be described or has no value. A token that cannot
    be read or tried is among the standing's problems.
    """
    standings = {one: secrets.standing(one) for one in Rotatable}
    for found in standings.values():
        _ = found.current
    account, answer = None, None
    problems: list[BerthcareError] = []
    try:
        credentials = secrets.credentials()
        if credentials is not None:
            account = f"AC…{credentials.account_sid[-4:]}"
            answer = accepted(credentials, environ)
    except BerthcareError as problem:
        problems.append(problem)
    return Standing(
        secrets=standings, account=account, token_accepted=answer, problems=tuple(problems)
    )
