"""Well-known fields, found where different libraries put them: user, request, environment, level.

Each function renders an SQL fragment over expressions of ours. Attribute names follow the OpenTelemetry semantic
conventions first, then the spellings seen in the wild.
"""

USER_ID_KEYS = ("user.id", "enduser.id", "user_id", "userId")
REQUEST_ID_KEYS = ("request.id", "http.request.id", "request_id", "requestId", "x-request-id")
ENVIRONMENT_KEYS = ("deployment.environment.name", "deployment.environment", "env", "environment")

# Severity numbers of the OpenTelemetry logs data model, by the words libraries use.
LEVEL_NUMBERS = {
    "TRACE": 1, "FINEST": 1, "VERBOSE": 1, "DEBUG": 5, "FINE": 5, "INFO": 9, "INFORMATION": 9, "NOTICE": 10,
    "WARN": 13, "WARNING": 13, "ERROR": 17, "ERR": 17, "SEVERE": 17, "FATAL": 21, "CRITICAL": 21, "CRIT": 21,
    "ALERT": 22, "EMERGENCY": 23, "EMERG": 23, "PANIC": 23,
}  # fmt: skip


def first_of(attributes: str, keys: tuple[str, ...]) -> str:
    """SQL for the first non-empty value of `attributes` under any of `keys`, else ''."""
    names = ", ".join(f"'{key}'" for key in keys)
    return f"arrayFirst((v, k) -> k IN ({names}) AND v != '', mapValues({attributes}), mapKeys({attributes}))"


def severity_number(number: str, text: str) -> str:
    """SQL for the OpenTelemetry severity number (1-24, 0 unknown), from the number or else from the level's name."""
    names = ", ".join(f"'{name}'" for name in LEVEL_NUMBERS)
    numbers = ", ".join(str(value) for value in LEVEL_NUMBERS.values())
    known = f"toUInt8(transform(upper({text}), [{names}], [{numbers}], 0))"
    return f"if({number} BETWEEN 1 AND 24, toUInt8({number}), {known})"


def severity_text(number: str, text: str) -> str:
    """SQL for the level's name: as sent, or else the name of the number's range."""
    by_range = (
        f"multiIf({number} = 0, '', {number} < 5, 'TRACE', {number} < 9, 'DEBUG', {number} < 13, 'INFO', "
        f"{number} < 17, 'WARN', {number} < 21, 'ERROR', 'FATAL')"
    )
    return f"if({text} != '', {text}, {by_range})"
