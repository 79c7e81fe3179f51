"""The settings of commands that work on a configuration or on a data folder."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from sardonyx.cli.errors import CommandError
from sardonyx.config import ConfigError, Settings, find_config_file, load_settings

ConfigOption = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Configuration file (default: sardonyx.yaml here).")
]
DataOption = Annotated[Path | None, typer.Option("--data", metavar="DIR", help="Data folder (data_dir).")]


def load(config: Path | None, overrides: Mapping[str, Any]) -> Settings:
    """Settings from file, environment and command line. Raises CommandError with every mistake."""
    file = find_config_file(config, os.environ, Path.cwd())
    if file is not None and not file.is_file():
        raise CommandError(f"configuration file {file} does not exist")
    try:
        return load_settings(file, os.environ, overrides)
    except ConfigError as error:
        raise CommandError(f"the configuration can't be used\n{error}") from None
