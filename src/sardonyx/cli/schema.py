"""`sardonyx schema`: the engine's schema as SQL, for a single engine or a cluster."""

from typing import Annotated

import typer

from sardonyx.storage import cluster as cluster_ddl
from sardonyx.storage import migrations


def schema(
    cluster: Annotated[str | None, typer.Option(metavar="NAME", help="Render for this ClickHouse cluster.")] = None,
) -> None:
    """Print the schema's statements in order."""
    known = migrations.load()
    if cluster:
        typer.echo(cluster_ddl.render_cluster(cluster, known))
        return
    for migration in known:
        typer.echo(f"-- {migration.version:04d} {migration.name}")
        for statement in migration.statements:
            typer.echo(f"{statement};\n")
