"""When tokens are rotated, and how long a rotation settles before it is completed.

docs/adr/0020-the-label-moves-first.md says why it takes that long.
"""

ROTATION_DAYS = 90
"""Between two rotations of a secret; the rule `secret-rotation-interval` takes no more."""
COMPLETION_PERIOD_SECONDS = 300
"""How often the function looks whether a promotion or a retirement is due."""
SETTLING_SECONDS = 270
"""From one change of the tokens to the next: label, promotion, retirement.

A little less than the period, or the run that is to retire would come a moment too early.

By then every verifier has read what the change before it left, with time to spare for one that was
slow or failed to read: `berthcare.webhook_verifier` keeps what it read for a minute at most, and a
signature by a token that it does not know makes it read again."""
