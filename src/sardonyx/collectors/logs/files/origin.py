"""What a file's path says of its lines."""

import re
from pathlib import Path

from sardonyx.collectors.logs.joining import Origin
from sardonyx.config.sections import LogFileSettings
from sardonyx.processors.enrichment import ENVIRONMENT_KEYS

# Source: kubelet's log paths, containers/POD_NAMESPACE_CONTAINER-ID.log and pods/NAMESPACE_POD_UID/CONTAINER/0.log.
_KUBERNETES = (
    re.compile(r"/containers/(?P<pod>[^_/]+)_(?P<namespace>[^_/]+)_(?P<container>[^/]+)-[0-9a-f]{64}\.log$"),
    re.compile(r"/pods/(?P<namespace>[^_/]+)_(?P<pod>[^_/]+)_[^_/]+/(?P<container>[^/]+)/[^/]+$"),
)
_DOCKER = re.compile(r"/([0-9a-f]{64})-json\.log(?:\.\d+)?$")


def origin_of(path: str, rule: LogFileSettings, host: str) -> Origin:
    """The service is the rule's; else the container's of Kubernetes; else what a line says, else the file's name."""
    resource = {"host.name": host}
    for pattern in _KUBERNETES:
        if found := pattern.search(path):
            resource |= {f"k8s.{name}.name": value for name, value in found.groupdict().items()}
            resource["service.name"] = found["container"]
    if found := _DOCKER.search(path):
        resource["container.id"] = found[1]
    if rule.service:
        resource["service.name"] = rule.service
    if "service.name" not in resource:
        resource["program"] = Path(path).name.split(".")[0]  # the last that a service's name is taken from
    if rule.environment:
        resource[ENVIRONMENT_KEYS[0]] = rule.environment
    return Origin(resource, {"log.file.path": path})
