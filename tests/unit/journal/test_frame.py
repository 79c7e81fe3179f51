"""The segment file format: what is written is read back, what is torn is cut off."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sardonyx.journal import frame
from tests.support.otlp import make_logs


def encoded(*payloads: bytes) -> bytes:
    return b"".join(
        piece for payload in payloads for piece in frame.encode(payload, received_at_ns=1_700_000_000, source="me")
    )


@given(st.lists(st.binary(max_size=300), max_size=8))
def test_every_payload_is_found_again(payloads: list[bytes]) -> None:
    data = encoded(*payloads)
    found = list(frame.frames(data))
    assert [data[one.body : one.body + len(payload)] for one, payload in zip(found, payloads, strict=True)] == payloads
    assert frame.intact_length(data) == len(data)


@given(st.lists(st.binary(min_size=1, max_size=60), min_size=1, max_size=4), st.data())
def test_a_torn_tail_ends_the_segment_before_it(payloads: list[bytes], data: st.DataObject) -> None:
    whole = encoded(*payloads)
    before_last = len(encoded(*payloads[:-1]))
    cut = data.draw(st.integers(before_last, len(whole) - 1))
    assert frame.intact_length(whole[:cut]) == before_last


@given(st.lists(st.binary(min_size=1, max_size=60), min_size=1, max_size=4), st.data())
def test_a_flipped_bit_is_noticed(payloads: list[bytes], data: st.DataObject) -> None:
    whole = bytearray(encoded(*payloads))
    before_last = len(encoded(*payloads[:-1]))
    place = data.draw(st.integers(before_last, len(whole) - 1))
    whole[place] ^= 1 << data.draw(st.integers(0, 7))
    assert frame.intact_length(bytes(whole)) == before_last


@pytest.mark.parametrize("tail", [b"\x00" * 4096, b"\xff" * 64, b"\x80" * 11], ids=["zeros", "ones", "endless varint"])
def test_garbage_behind_the_last_frame_is_cut_off(tail: bytes) -> None:
    data = encoded(b"abc")
    assert frame.intact_length(data + tail) == len(data)


def test_a_frame_is_the_senders_message_plus_our_fields() -> None:
    request = make_logs(["hello"])
    (found,) = frame.frames(data := encoded(request.SerializeToString()))
    read = type(request).FromString(data[found.body : found.end])
    assert read.resource_logs == request.resource_logs


@given(
    st.lists(
        st.tuples(st.binary(max_size=60), st.text(max_size=9), st.integers(0, 2**32 - 1), st.integers(0, 9)), max_size=5
    )
)
def test_counts_are_read_without_looking_at_the_rest(batches: list[tuple[bytes, str, int, int]]) -> None:
    data = b"".join(
        piece
        for payload, receiver, records, rejected in batches
        for piece in frame.encode(
            payload, received_at_ns=5, source="s", receiver=receiver, records=records, rejected=rejected
        )
    )
    assert frame.counted_records(data) == sum(records for _, _, records, _ in batches)
    assert frame.intact_length(data) == len(data)
