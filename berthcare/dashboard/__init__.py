"""An environment at a glance: one model, shown by CloudWatch, in the terminal, and as a picture."""
