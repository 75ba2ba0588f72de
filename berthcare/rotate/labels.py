"""The staging labels by which a rotation can be seen, each on one version of a secret at a time.

The first three are Secrets Manager's, the others functions/rotation's.
"""

CURRENT = "AWSCURRENT"
PENDING = "AWSPENDING"
PREVIOUS = "AWSPREVIOUS"

REQUESTED = "TWILIO_REQUESTED"
"""A secondary token was asked for at Twilio, and its value may be lost."""
SECONDARY = "TWILIO_SECONDARY"
"""The version's token is Twilio's secondary: it authenticates, and signs nothing yet."""
OPEN = "ROTATION_OPEN"
"""The version before this one is still accepted."""

OURS = (REQUESTED, SECONDARY, OPEN)
