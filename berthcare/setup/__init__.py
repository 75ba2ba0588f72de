"""`berthcare setup`: asks for what a stack needs, checks it, and keeps it in the stack's file."""
