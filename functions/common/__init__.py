"""What functions share: log, metrics, HTTP, failures, variables. It is packed with each of them."""
