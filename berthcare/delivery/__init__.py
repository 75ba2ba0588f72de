"""What GitHub is told: the plans of a pull request in a comment, drift in an issue."""
