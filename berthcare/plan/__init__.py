"""`berthcare plan`: what a deployment would do, kept so that it, and nothing else, can be done."""
