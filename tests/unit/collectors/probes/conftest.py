from tests.unit.collectors.probes.fake_time import bench
from tests.unit.collectors.probes.stub_names import authority, guard, names

__all__ = ["authority", "bench", "guard", "names"]
