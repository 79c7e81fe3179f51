"""The key in a job's ping address: made from the monitor's id with a secret of the data folder, so nothing is stored of it."""

import base64
import hashlib
import hmac

_BYTES = 20


def ping_key(secret: bytes, monitor_id: str) -> str:
    """32 lower-case letters and digits: 160 bits nobody can guess."""
    digest = hmac.digest(secret, b"ping:" + monitor_id.encode(), hashlib.sha256)
    return base64.b32encode(digest[:_BYTES]).decode().lower()
