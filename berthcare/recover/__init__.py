"""`berthcare recover`: makes a stack fit for the next deployment after one that was killed."""
