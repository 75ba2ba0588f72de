"""`berthcare deploy`: does what a plan says, and nothing else."""
