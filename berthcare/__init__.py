"""The product's domain, free of resources, and its command line."""
