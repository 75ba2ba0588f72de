"""Whether a role, as which a service acts, may deliver to a topic, a queue or a function."""

from berthcare.iam.principal import Principal
from localcloud.gateway.services.permissions import Permissions
from localcloud.gateway.services.targets import Targets, action_on


async def obstacle_to_role(
    permissions: Permissions, targets: Targets, role: Principal, target_arn: str
) -> str:
    """Return what stands in the way, empty where nothing does.

    The target's key is used as the role, through the target's service (`kms:ViaService`; AWS KMS
    Developer Guide, "AWS KMS condition keys"). Raises BerthcareError, BackendError and ClientError.
    """
    if found := await permissions.obstacle(role, action_on(target_arn), target_arn, {}):
        return found
    key = await targets.key_of(target_arn)
    if not key:
        return ""
    service, region = target_arn.split(":")[2:4]
    via = {"kms:ViaService": f"{service}.{region}.amazonaws.com"}
    return await permissions.key_obstacle(role, key, target_arn, via)
