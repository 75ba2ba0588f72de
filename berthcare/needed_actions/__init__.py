"""Which IAM actions the program and its commands need, and on which of its resources."""
