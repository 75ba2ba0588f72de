"""docs/quick-reference.md: what is generated of it, from the command line and the signals."""
