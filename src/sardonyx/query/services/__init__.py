"""What services do: figures, timelines, operations, where their time goes, and what is wrong."""

from sardonyx.query.services.figures import AllFigures, Red, ServiceFigures, services
from sardonyx.query.services.timeline import ServiceTimeline, service_timeline

__all__ = ["AllFigures", "Red", "ServiceFigures", "ServiceTimeline", "service_timeline", "services"]
