"""ClickHouse's Native format → NumPy columns, for the few types our statements return.

A stream of blocks: columns and rows as variable-length integers, then per column its name, its type and its values.
Source: https://clickhouse.com/docs/interfaces/formats/Native (revision 0, as `FORMAT Native` writes it).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_WIDTHS = {
    "UInt8": "<u1",
    "UInt16": "<u2",
    "Int16": "<i2",
    "UInt32": "<u4",
    "Int32": "<i4",
    "UInt64": "<u8",
    "Int64": "<i8",
    "Float64": "<f8",
}


@dataclass(frozen=True, slots=True)
class Nullable:
    """Values and where they are NULL."""

    values: Array
    null: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Nested:
    """An array per row: row i has `items[ends[i - 1]:ends[i]]`."""

    ends: NDArray[np.uint64]
    items: Any


Column = Any
"""Array for numbers and times (DateTime64 as int64), `list[str]` for String, Nullable or Nested."""


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def varint(self) -> int:
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def text(self) -> str:
        length = self.varint()
        start, self.at = self.at, self.at + length
        return self.data[start : self.at].decode("utf-8", "replace")

    def numbers(self, dtype: str, rows: int) -> Array:
        array = np.frombuffer(self.data, dtype=dtype, count=rows, offset=self.at)
        self.at += array.nbytes
        return array

    def column(self, kind: str, rows: int) -> Column:
        if kind in _WIDTHS:
            return self.numbers(_WIDTHS[kind], rows)
        if kind.startswith("DateTime64("):
            return self.numbers("<i8", rows)
        if kind == "String":
            return [self.text() for _ in range(rows)]
        if kind.startswith("Nullable("):
            null = self.numbers("<u1", rows).astype(bool)
            return Nullable(self.column(_inner(kind), rows), null)
        if kind.startswith("Array("):
            ends = self.numbers("<u8", rows)
            return Nested(ends, self.column(_inner(kind), int(ends[-1]) if rows else 0))
        raise ValueError(f"no decoder for the engine's type {kind}")


def _inner(kind: str) -> str:
    return kind[kind.index("(") + 1 : -1]


def blocks(data: bytes) -> list[list[Column]]:
    """The columns of each block that has rows."""
    reader = _Reader(data)
    found = []
    while reader.at < len(data):
        columns, rows = reader.varint(), reader.varint()
        block = []
        for _ in range(columns):
            reader.text()
            kind = reader.text()
            block.append(reader.column(kind, rows))
        if rows:
            found.append(block)
    return found


def joined(data: bytes, types: tuple[str, ...]) -> list[Array]:
    """Columns of plain numbers, all blocks in one. `types` are NumPy's, for results without rows."""
    found = blocks(data)
    if not found:
        return [np.zeros(0, dtype=kind) for kind in types]
    return [np.concatenate([block[i] for block in found]).view(types[i]) for i in range(len(types))]
