"""The models on offer and their prices."""

from dataclasses import dataclass

PROVIDER = "demo"


@dataclass(frozen=True, slots=True)
class Model:
    """Prices are US dollars per million tokens, times are milliseconds."""

    name: str
    input_price: float
    cached_price: float
    output_price: float
    first_token_ms: float
    ms_per_input_token: float
    ms_per_output_token: float

    def cost(self, input_tokens: int, cached_tokens: int, output_tokens: int) -> float:
        """US dollars for one call; `cached_tokens` are a part of `input_tokens`."""
        fresh = input_tokens - cached_tokens
        total = fresh * self.input_price + cached_tokens * self.cached_price + output_tokens * self.output_price
        return total / 1_000_000


LARGE = Model("demo-large-2", 3.0, 0.3, 15.0, 180, 0.12, 4.0)
SMALL = Model("demo-small-2", 0.25, 0.025, 1.25, 70, 0.03, 1.6)
