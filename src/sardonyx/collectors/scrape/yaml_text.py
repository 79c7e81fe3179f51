"""YAML as Prometheus reads it: a scalar stays the text it is until a field says what it wants."""

from typing import Any

import yaml

_KEPT = ("tag:yaml.org,2002:null", "tag:yaml.org,2002:merge")


class _Loader(yaml.CSafeLoader):
    """`true`, `1.50` and `2026-01-01` are texts here, so that as label values they are what was written."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if key.tag != _KEPT[1] and key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} is there twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in _KEPT]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def load(text: str) -> Any:
    """Maps, lists, texts and None. Raises yaml.YAMLError, for a key that occurs twice too."""
    return yaml.load(text, _Loader)  # noqa: S506
