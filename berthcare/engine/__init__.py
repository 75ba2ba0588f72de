"""The Pulumi engine as the command line uses it: `Engine`, and what it tells as plain data."""
