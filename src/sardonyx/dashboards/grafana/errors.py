"""Why a document is refused whole."""

from sardonyx.access.errors import AccessError


class NotADashboard(AccessError):
    """The document can't be read as a dashboard at all; the message says what it is instead or what to change."""

    status = 422
    kind = "not-a-dashboard"
    title = "Not a dashboard"
