"""`ip("…")`: one address, a network or a range of them, as conditions on text."""

import ipaddress

from sardonyx.query.statement import Binder

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_CANDIDATE = "[0-9a-fA-F.:]*[0-9a-fA-F]"


class AddressError(ValueError):
    """A text that is neither an address, a network nor a range."""


def read_addresses(text: str) -> tuple[Address, Address]:
    """The first and the last address meant. Raises AddressError."""
    try:
        if "-" in text:
            first, _, last = text.partition("-")
            low, high = ipaddress.ip_address(first.strip()), ipaddress.ip_address(last.strip())
            if low.version != high.version or int(low) > int(high):
                raise AddressError(f'invalid ip range "{text}"')
            return low, high
        network = ipaddress.ip_network(text, strict=False)
    except ValueError as error:
        raise AddressError(f'ip: failed to parse "{text}": {error}') from None
    return network[0], network[-1]


def is_among(value: str, text: str, binder: Binder) -> str:
    """A condition: the text expression `value` is one of the addresses."""
    low, high = read_addresses(text)
    kind, bounds = f"IPv{low.version}", (binder.bind(str(low)), binder.bind(str(high)))
    parsed = f"to{kind}OrNull({value})"
    return f"ifNull({parsed} >= to{kind}({bounds[0]}) AND {parsed} <= to{kind}({bounds[1]}), 0)"


def is_named_in(line: str, text: str, binder: Binder) -> str:
    """A condition: somewhere in the text expression `line` stands one of the addresses."""
    return f"arrayExists(part -> {is_among('part', text, binder)}, extractAll({line}, '{_CANDIDATE}'))"
