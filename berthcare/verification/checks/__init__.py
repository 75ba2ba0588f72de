"""The checks, one topic a file."""
