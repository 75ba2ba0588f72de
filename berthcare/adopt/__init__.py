"""`berthcare adopt`: takes over what the old script, or a person, made before the stack."""
