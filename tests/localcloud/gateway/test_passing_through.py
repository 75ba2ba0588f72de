"""What an AWS SDK sends reaches MiniStack as it was sent, and the answer comes back whole."""

import pytest

from localcloud.gateway.fixture import RunningAws

pytestmark = pytest.mark.cloud


def test_an_object_of_several_chunks_comes_back_as_it_was_put(aws: RunningAws) -> None:
    s3 = aws.client("s3")
    s3.create_bucket(
        Bucket="passing-through", CreateBucketConfiguration={"LocationConstraint": "ca-central-1"}
    )
    body = bytes(range(256)) * 8192

    s3.put_object(Bucket="passing-through", Key="a key/with é + more", Body=body)

    answer = s3.get_object(Bucket="passing-through", Key="a key/with é + more")
    assert answer["Body"].read() == body


def test_a_queue_answers_under_the_gateways_address(aws: RunningAws) -> None:
    queue_url = aws.client("sqs").create_queue(QueueName="passing-through")["QueueUrl"]

    assert queue_url.startswith(aws.endpoint_url)
