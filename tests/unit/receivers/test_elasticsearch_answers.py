"""What the bulk API answers when nothing can be taken now."""

import pytest

from sardonyx.receivers.elasticsearch import refusal
from sardonyx.receivers.errors import Malformed, Overloaded, RateLimited, ReceiveError


@pytest.mark.parametrize("error", [Overloaded("full", 5), RateLimited("slowly", 5)], ids=["full", "rate"])
def test_an_overload_is_no_4xx_and_no_json_so_that_every_shipper_sends_again(error: ReceiveError) -> None:
    answer = refusal(error)
    assert (answer.status_code, answer.media_type, answer.headers["retry-after"]) == (503, "text/plain", "5")
    assert answer.headers["x-elastic-product"] == "Elasticsearch"


def test_what_can_never_be_taken_is_refused_as_elasticsearch_does() -> None:
    answer = refusal(Malformed("no"))
    assert (answer.status_code, b'"status":400' in bytes(answer.body)) == (400, True)
