"""How large the rotation's function is: what deploys it and what reckons its cost must agree."""

MEMORY_MB = 256
"""It waits for Twilio and AWS, and measures nothing."""
