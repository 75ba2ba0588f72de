"""CloudTrail, and what CloudWatch makes of its records: log group, metric filters, metrics."""
