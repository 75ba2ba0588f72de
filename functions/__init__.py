"""Sources of the Lambda functions. Each folder stands alone: it is zipped without the others."""
