"""Bodies are bounded twice and never trusted."""

import contextlib
import gzip
import zlib

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from sardonyx.receivers.body import decompress
from sardonyx.receivers.errors import Malformed, ReceiveError, TooLarge, UnsupportedEncoding

LIMIT = 1 << 20


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


ENCODERS = {
    "identity": bytes,
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "zstd": zstandard.compress,
}


@pytest.mark.parametrize("encoding", ENCODERS)
@given(data=st.binary(max_size=2000))
def test_every_encoding_is_undone(encoding: str, data: bytes) -> None:
    assert decompress(ENCODERS[encoding](data), encoding, LIMIT) == data


@given(data=st.binary(min_size=1, max_size=2000))
def test_raw_deflate_is_understood_too(data: bytes) -> None:
    packed = raw_deflate(data)
    if not (packed[0] & 0x0F == 8 and (packed[0] << 8 | packed[1]) % 31 == 0):
        assert decompress(packed, "deflate", LIMIT) == data


def test_gzip_members_may_follow_one_another() -> None:
    assert decompress(gzip.compress(b"a") + gzip.compress(b"b"), "gzip", LIMIT) == b"ab"


def test_zstd_frames_may_follow_one_another() -> None:
    first, second = b"a" * 5000, bytes(range(256)) * 40
    assert decompress(zstandard.compress(first) + zstandard.compress(second), "zstd", LIMIT) == first + second


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd"])
def test_a_bomb_is_refused_at_the_limit(encoding: str) -> None:
    bomb = ENCODERS[encoding](b"\0" * (200 * LIMIT))
    assert len(bomb) < LIMIT
    with pytest.raises(TooLarge, match="unfolds to more than"):
        decompress(bomb, encoding, LIMIT)


def test_a_bomb_in_many_members_is_refused() -> None:
    with pytest.raises(TooLarge):
        decompress(gzip.compress(b"\0" * LIMIT) * 50, "gzip", LIMIT)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd"])
@pytest.mark.parametrize("damage", ["cut", "garbage"])
def test_damaged_bodies_are_malformed(encoding: str, damage: str) -> None:
    packed = ENCODERS[encoding](b"some text that is long enough to be packed " * 50)
    broken = packed[: len(packed) // 2] if damage == "cut" else b"\x1f\x8b" + b"nonsense" * 10
    with pytest.raises(Malformed):
        decompress(broken, encoding, LIMIT)


def test_an_unknown_encoding_names_those_allowed() -> None:
    with pytest.raises(UnsupportedEncoding, match="deflate, gzip, identity"):
        decompress(b"x", "br", LIMIT)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd"])
@given(data=st.binary(max_size=200))
def test_any_bytes_give_an_answer(encoding: str, data: bytes) -> None:
    with contextlib.suppress(ReceiveError):
        assert len(decompress(data, encoding, 1000)) <= 1000
