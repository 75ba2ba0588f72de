"""What STS says: the gateway's own answer on who calls, and the keys that MiniStack hands out."""

import uuid
from datetime import datetime, timezone
from xml.sax.saxutils import escape

from localcloud.gateway.api_call import ApiCall
from localcloud.gateway.callers import Session
from localcloud.gateway.reply import Reply

_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"


def caller_identity(session: Session) -> bytes:
    """Return the answer to GetCallerIdentity (AWS STS API Reference)."""
    result = (
        f"<Arn>{escape(session.principal.session_arn)}</Arn>"
        f"<UserId>{escape(session.user_id)}</UserId><Account>{session.account_id}</Account>"
    )
    return (
        f'<GetCallerIdentityResponse xmlns="{_NAMESPACE}">'
        f"<GetCallerIdentityResult>{result}</GetCallerIdentityResult><ResponseMetadata>"
        f"<RequestId>{uuid.uuid4()}</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
    ).encode()


def assumed_session(call: ApiCall, reply: Reply) -> Session:
    """Return the session that an answer to AssumeRole hands out."""
    output = reply.parse("sts", "AssumeRole", call.protocol)
    credentials = output["Credentials"]
    return Session(
        access_key_id=credentials["AccessKeyId"],
        role_arn=call.text("RoleArn"),
        role_id=output["AssumedRoleUser"]["AssumedRoleId"].partition(":")[0],
        name=call.text("RoleSessionName"),
        started=datetime.now(timezone.utc),
        expires=credentials["Expiration"],
    )
