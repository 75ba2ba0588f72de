"""Component resources, one noun a file."""
