"""IAM policy documents: read them, evaluate their conditions, decide a request."""
