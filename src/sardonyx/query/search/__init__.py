"""The search language: text → tokens → tree → bound SQL. `compile_search` does it all."""

from sardonyx.query.search.compiler import Compiled, compile_search
from sardonyx.query.search.errors import SearchSyntaxError

__all__ = ["Compiled", "SearchSyntaxError", "compile_search"]
