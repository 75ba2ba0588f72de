"""`berthcare preflight`: whether a deployment would go through, asked before anything is made."""
