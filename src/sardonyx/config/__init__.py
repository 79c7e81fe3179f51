"""One typed settings tree: `load_settings` reads it from a YAML file, the environment and the command line.

`sections` holds the tree itself, `units` the human units in it, `loading` the order of the sources; every other
module here reads one source or describes the tree. Nothing in this package imports another package of ours.
"""

from sardonyx.config.errors import ConfigError, Mistake
from sardonyx.config.loading import find_config_file, load_settings
from sardonyx.config.sections import Settings
from sardonyx.config.units import ListenAddress

__all__ = ["ConfigError", "ListenAddress", "Mistake", "Settings", "find_config_file", "load_settings"]
