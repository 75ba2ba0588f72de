"""What a verification asks before it costs money or rings somebody."""

from collections.abc import Mapping

from berthcare.console import Console
from berthcare.errors import BerthcareError
from berthcare.loopback import is_loopback
from berthcare.twilio_endpoint import base_url_override
from berthcare.verification.arguments import Options

_MESSAGES = "the test SMS and the test call are real and cost a few cents at Twilio"
_ALARMS = "both alarms reach everybody who subscribes to them: tell on-call first"


def felt(options: Options, environ: Mapping[str, str]) -> list[str]:
    """Return what of a verification is paid for or heard; on this machine nothing is.

    Raises `EndpointRefused` for a `TWILIO_BASE_URL` that leads elsewhere.
    """
    at_twilio = base_url_override(environ) is None
    at_aws = not is_loopback(environ.get("AWS_ENDPOINT_URL", ""))
    told = [_MESSAGES] if at_twilio and not options.without_receiver else []
    return [*told, _ALARMS] if at_aws else told


def may_verify(options: Options, console: Console, environ: Mapping[str, str]) -> bool:
    """Ask whether to begin, where anybody would feel it.

    Raises `BerthcareError` where there is nobody to ask.
    """
    warnings = felt(options, environ)
    if not warnings:
        return True
    if not console.interactive:
        raise BerthcareError(
            f"Nothing was checked: {'; '.join(warnings)}; and there is no terminal to ask on.",
            f"Type: {options.typed} --yes",
        )
    console.say(f"This verifies {options.environment} on the real clouds:")
    for warning in warnings:
        console.open(warning)
    agreed = console.confirm("Go on?")
    if not agreed:
        console.say("Nothing was checked.")
    return agreed
