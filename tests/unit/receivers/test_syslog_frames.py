"""Cutting syslog's TCP stream: by length, by line, by NUL, mixed, and what can't be cut."""

import pytest

from sardonyx.receivers.syslog_frames import FrameError, Frames, group_of


@pytest.mark.parametrize(
    ("stream", "messages"),
    [
        (b"<1>one\n<1>two\r\n", [b"<1>one", b"<1>two"]),
        (b"<1>one\0<1>two\0", [b"<1>one", b"<1>two"]),
        (b"6 <1>one7 <1>two\n", [b"<1>one", b"<1>two"]),
        (b"10 <1>two\nli\n<1>one\n", [b"<1>two\nli", b"<1>one"]),
        (b"\n\n<1>one\n", [b"<1>one"]),
        (b"<1>half", []),
        (b"12 <1>half", []),
    ],
    ids=["lines", "nul", "counted", "mixed", "empty", "half", "half-counted"],
)
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_messages_are_cut_however_they_arrive(stream: bytes, messages: list[bytes], size: int) -> None:
    frames = Frames(1000)
    pieces = [stream[at : at + size] for at in range(0, len(stream), size)]
    assert [message for piece in pieces for message in frames.feed(piece)] == messages


def test_what_a_sender_leaves_without_an_end_is_a_message() -> None:
    frames = Frames(1000)
    frames.feed(b"<1>last words")
    assert (frames.rest(), frames.rest()) == ([b"<1>last words"], [])


def test_long_messages_are_cut_off_and_endless_ones_do_not_gather() -> None:
    frames = Frames(10)
    assert frames.feed(b"<1>0123456789abc\n") == [b"<1>0123456"]
    assert frames.feed(b"x" * 11) == [b"x" * 10]


@pytest.mark.parametrize("stream", [b"12x <1>one", b"123456789 <1>", b"99999 x"], ids=["letters", "endless", "huge"])
def test_a_length_that_is_none_ends_the_connection(stream: bytes) -> None:
    with pytest.raises(FrameError):
        Frames(100).feed(stream)


def test_messages_of_one_line_travel_as_one_text() -> None:
    group = group_of([b"one", b"two\nlines", b"three"], "10.0.0.1")
    assert (group.text, [line.text for line in group.lines], group.size) == (b"one\nthree", [b"two\nlines"], 3)
    assert group.attributes == {"client.address": "10.0.0.1"}
