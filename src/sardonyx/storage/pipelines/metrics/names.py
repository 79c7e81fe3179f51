"""Metric names and units: OpenTelemetry's → Prometheus'.

Source: OpenTelemetry "Prometheus and OpenMetrics Compatibility", and Prometheus 3's OTLP receiver with its default strategy
`UnderscoreEscapingWithSuffixes`. Where the two differ on a unit the name has already, the specification is followed: a unit
of several words (`per_second`) is not repeated either.
"""

# UCUM symbols → the words Prometheus uses. What is not listed is kept as it is, made a valid name.
UNIT_WORDS = {
    "d": "days", "h": "hours", "min": "minutes", "s": "seconds", "ms": "milliseconds", "us": "microseconds",
    "ns": "nanoseconds",
    "By": "bytes", "KiBy": "kibibytes", "MiBy": "mebibytes", "GiBy": "gibibytes", "TiBy": "tebibytes",
    "kBy": "kilobytes", "KBy": "kilobytes", "MBy": "megabytes", "GBy": "gigabytes", "TBy": "terabytes",
    "m": "meters", "V": "volts", "A": "amperes", "J": "joules", "W": "watts", "g": "grams",
    "Cel": "celsius", "Hz": "hertz", "1": "", "%": "percent",
}  # fmt: skip
PER_UNIT_WORDS = {"s": "second", "m": "minute", "h": "hour", "d": "day", "w": "week", "mo": "month", "y": "year"}


def with_family(inner: str, *, name: str, unit: str, is_counter: str, is_ratio: str) -> str:
    """A SELECT that adds to the relation `inner` the columns `family`, the Prometheus name ('' when nothing is left of it),
    and `unit_words`.

    `name` and `unit` are its String columns, `is_counter` and `is_ratio` conditions: counters end in `_total`, gauges of
    unit `1` in `_ratio`. No suffix is doubled. Each step is a subselect of its own: nested in one another, the engine
    takes long to plan them.
    """
    tail = f"multiIf({is_counter}, 'total', {is_ratio}, 'ratio', '')"
    return f"""
SELECT *, replaceRegexpOne(arrayStringConcat(arrayFilter(token -> token != '',
    arrayConcat(arrayFilter(token -> token != tail, tokens), added, [tail])), '_'), '^([0-9])', '_\\\\1') AS family,
  arrayStringConcat(if({is_ratio}, ['ratio'], arrayFilter(word -> word != '', units)), '_') AS unit_words
FROM (
  SELECT *, arrayFilter(word -> word != tail AND position(known, concat('_', word, '_')) = 0, units) AS added
  FROM (
    SELECT *, concat('_', arrayStringConcat(tokens, '_'), '_') AS known,
      arrayMap(word -> replaceRegexpAll(replaceRegexpAll(word, '[^a-zA-Z0-9:]+', '_'), '^_|_$', ''), raw_units) AS units
    FROM (
      SELECT *, [{_word("main_symbol", UNIT_WORDS)},
        replaceRegexpOne({_word("per_symbol", PER_UNIT_WORDS)}, '^(.)', 'per_\\\\1')] AS raw_units
      FROM (
        SELECT *, extractAll({name}, '[a-zA-Z0-9:]+') AS tokens, {tail} AS tail,
          {_symbol(unit, "^[^/]*")} AS main_symbol, {_symbol(unit, "(?s)/(.*)")} AS per_symbol
        FROM ({inner})
      )
    )
  )
)"""


def _symbol(unit: str, pattern: str) -> str:
    """What `pattern` finds of a unit; nothing if it is an {annotation}."""
    return f"trimBoth(replaceRegexpOne(extract({unit}, '{pattern}'), '(?s).*[{{}}].*', ''))"


def _word(symbol: str, words: dict[str, str]) -> str:
    symbols = ", ".join(f"'{key}'" for key in words)
    names = ", ".join(f"'{value}'" for value in words.values())
    return f"transform({symbol}, [{symbols}], [{names}], {symbol})"
