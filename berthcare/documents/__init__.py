"""The product's IAM documents, as pure builders: who may do what, under which conditions."""
