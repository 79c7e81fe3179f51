"""A configuration file as it may be shown: without what signs in."""

import re
from typing import Any

import yaml

_HIDDEN = "<secret>"
# Keys whose values Prometheus hides.
_KEYS = frozenset({
    "password", "credentials", "bearer_token", "client_secret", "secret_key", "key", "token", "secret", "api_key", "api_token",
    "service_key", "routing_key", "application_credential_secret", "account_token", "auth_token", "client_certificate_key",
})  # fmt: skip
# Maps whose keys people choose.
_PLAIN = frozenset({"labels", "external_labels"})
_IN_URL = re.compile(r"(\w+://[^/@\s:]*):[^/@\s]*@")


def without_secrets(text: str) -> str:
    """The YAML with every secret hidden; comments are lost. A text that is no YAML (there is none in force) is empty."""
    try:
        content = yaml.load(text, yaml.CSafeLoader)
    except yaml.YAMLError:
        return ""
    return "" if content is None else yaml.safe_dump(_hidden(content), sort_keys=False, allow_unicode=True)


def _hidden(value: Any, inside: str = "") -> Any:
    match value:
        case dict():
            return {key: _of_key(str(key), item, inside) for key, item in value.items()}
        case list():
            return [_hidden(item, inside) for item in value]
        case str():
            return _IN_URL.sub(rf"\1:{_HIDDEN}@", value)
        case _:
            return value


def _of_key(key: str, value: Any, inside: str) -> Any:
    if inside in _PLAIN:
        return _hidden(value, key)
    if key in _KEYS and value is not None and not isinstance(value, dict | list):
        return _HIDDEN
    if key == "secrets" and isinstance(value, list):
        return [_HIDDEN] * len(value)
    if inside in ("headers", "proxy_connect_header"):
        return [_HIDDEN] * len(value) if isinstance(value, list) else _HIDDEN
    return _hidden(value, key)
