"""What every document has in common."""

from berthcare.documents.shared import document


def test_a_document_is_of_the_current_version_of_the_policy_language() -> None:
    """IAM User Guide, "IAM JSON policy elements: Version": the older one knows fewer elements."""
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}

    assert document(statement) == {"Version": "2012-10-17", "Statement": [statement]}
