"""`berthcare drift`: what is really there, against what the stack's state says."""
