"""What a job printed, as it may be kept: masked, then cut to its end, where the error usually is."""

from sardonyx.processors.masking import Masker

MAX_BYTES = 10_000
_OVERLAP = 1024
_CUT = "… "


def kept_output(body: bytes, masker: Masker) -> str:
    """At most 10 kB of the end. What lies on the cut is masked as a whole."""
    text = body[-(MAX_BYTES + _OVERLAP) :].decode("utf-8", "replace").replace("\0", "")
    masked = masker.mask_text(text).encode()
    if len(body) <= MAX_BYTES and len(masked) <= MAX_BYTES:
        return masked.decode()
    return _CUT + masked[-(MAX_BYTES - len(_CUT.encode())) :].decode("utf-8", "ignore")
