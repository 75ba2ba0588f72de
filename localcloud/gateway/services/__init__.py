"""What AWS services do to each other of their own accord: judged by the policies, then done."""
