"""Where buckets begin and end."""

import numpy as np

from sardonyx.query.promql.histograms.pool import CUSTOM_SCHEMA, FINEST_SCHEMA, KEY_BASE, Floats, Indexes, Pool

_LARGEST = float(np.finfo(np.float64).max)
_FRACTIONS = np.exp2(np.arange(2**FINEST_SCHEMA, dtype=np.longdouble) / 2**FINEST_SCHEMA).astype(np.float64)
"""2^(i / 256)."""


def indexes_of(keys: Indexes) -> Indexes:
    """The buckets' indexes on their side of zero."""
    return np.abs(keys) - KEY_BASE


def exponential_bound(index: Indexes, schema: Indexes) -> Floats:
    """The upper bound of positive bucket `index`: 2^(index * 2^-schema).

    The bucket that ends at 2^1024 ends at the largest float; what follows is infinite. Of schemas finer than FINEST_SCHEMA
    the bounds are those of FINEST_SCHEMA below.
    """
    with np.errstate(all="ignore"):
        # Whole powers apart from fractions: 2^x of a large x would cost digits.
        fine = np.left_shift(1, np.maximum(schema, 0))
        whole, rest = index >> np.maximum(schema, 0), index & (fine - 1)
        power = whole << np.minimum(np.maximum(-schema, 0), 40)
        coarser = FINEST_SCHEMA - np.maximum(schema, 0)
        fraction = _FRACTIONS[rest << np.maximum(coarser, 0) >> np.maximum(-coarser, 0)]
        bound = np.ldexp(fraction, np.clip(power, -5000, 5000).astype(np.int32))
        return np.where((power == 1024) & (rest == 0), _LARGEST, bound)


def bucket_bounds(pool: Pool) -> tuple[Floats, Floats]:
    """Lower and upper bound of every bucket of the pool, not looking at the zero bucket."""
    owners = pool.owners
    index, schema = indexes_of(pool.keys), pool.schema[owners]
    custom = schema == CUSTOM_SCHEMA
    near = exponential_bound(np.where(custom, 0, index - 1), np.where(custom, 0, schema))
    far = exponential_bound(np.where(custom, 0, index), np.where(custom, 0, schema))
    negative = pool.keys < 0
    lower, upper = np.where(negative, -far, near), np.where(negative, -near, far)
    if custom.any():
        lower[custom], upper[custom] = _custom_bounds(pool, index[custom], pool.bounds[owners[custom]])
    return lower, upper


def _custom_bounds(pool: Pool, index: Indexes, which: Indexes) -> tuple[Floats, Floats]:
    # All bounds in one row, each list between infinities.
    lengths = np.array([len(one) + 2 for one in pool.custom])
    starts = np.cumsum(lengths) - lengths
    table = np.concatenate([np.array([-np.inf, *one, np.inf]) for one in pool.custom])
    at = starts[which] + np.clip(index, 0, lengths[which] - 2)
    return table[at], table[at + 1]


def visible_bounds(pool: Pool) -> tuple[Floats, Floats]:
    """`bucket_bounds`, cut where a bucket reaches into the zero bucket."""
    lower, upper = bucket_bounds(pool)
    exponential = ~pool.is_custom[pool.owners]
    edge = pool.zero_threshold[pool.owners]
    positive = pool.keys > 0
    lower = np.where(exponential & positive, np.maximum(lower, edge), lower)
    upper = np.where(exponential & ~positive, np.minimum(upper, -edge), upper)
    return lower, upper
