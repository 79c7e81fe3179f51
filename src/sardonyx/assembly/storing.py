"""The engine with its schema and retention, and the masking in front of it."""

from contextlib import AsyncExitStack

from sardonyx.assembly.options import keep
from sardonyx.config import Settings
from sardonyx.processors.masking import Action, FieldAction, FieldPolicy, Masker, MaskingConfigError, custom_rule
from sardonyx.storage import migrations, retention
from sardonyx.storage.cluster import Cluster
from sardonyx.storage.data_folder import DataFolder
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.engine import Engine
from sardonyx.storage.engine_config import ColdStore, EmbeddedOptions
from sardonyx.storage.errors import QueryError

_OUTSIDE_ENGINE_BYTES = 192 << 20
"""What Python itself needs."""


async def open_engine(settings: Settings, folder: DataFolder, stack: AsyncExitStack) -> Engine:
    """The engine, open, its schema and retention up to date. Raises StorageError."""
    engine = _engine(settings, folder)
    await engine.open()
    stack.push_async_callback(engine.close)
    embedded = settings.engine.kind == "embedded"
    cluster = _cluster_of(engine)
    await migrations.apply(engine, disk=folder.path if embedded else None, cluster=cluster)
    await retention.apply(engine, keep(settings), tiers=embedded, cluster=cluster)
    return engine


def _cluster_of(engine: Engine) -> Cluster | None:
    if engine.kind != "server":
        return None
    from sardonyx.storage.server import ServerEngine

    return engine.cluster if isinstance(engine, ServerEngine) else None


def _engine(settings: Settings, folder: DataFolder) -> Engine:
    wanted = settings.engine
    if wanted.kind == "server":
        from sardonyx.storage.server import ServerEngine
        from sardonyx.storage.server_options import ServerOptions

        there = wanted.server
        return ServerEngine(
            ServerOptions(
                host=there.host,
                port=there.port,
                username=there.username,
                password=there.password.get_secret_value(),
                database=there.database,
                secure=there.secure,
                cluster=there.cluster,
                connections=wanted.connections or 16,
                query_memory_bytes=wanted.query_memory_limit,
            )
        )
    options = EmbeddedOptions(
        memory_bytes=engine_memory_bytes(settings),
        query_memory_bytes=min(wanted.query_memory_limit_bytes(), engine_memory_bytes(settings)),
        min_free_disk_bytes=wanted.min_free_disk,
        cold_path=wanted.cold_path,
        cold_store=_cold_store(settings),
        connections=wanted.connections or 0,
    )
    return EmbeddedEngine(folder.engine, options)


def _cold_store(settings: Settings) -> ColdStore | None:
    store = settings.engine.cold_store
    if store.endpoint is None:
        return None
    return ColdStore(store.endpoint, store.access_key_id, store.secret_access_key.get_secret_value(), store.region)


def masker_of(settings: Settings, folder: DataFolder) -> Masker:
    """Masking as it is set; keyed hashes use the folder's own key. Raises MaskingConfigError."""
    wanted = settings.masking
    if not wanted.enabled:
        return Masker.off()
    return Masker.build(
        disable=wanted.disable,
        extra=[
            custom_rule(rule.name, rule.pattern, Action(rule.action), contains=rule.prefilter) for rule in wanted.rules
        ],
        actions={name: Action(action) for name, action in wanted.actions.items()},
        extra_deny_keys=wanted.deny_keys,
        allow_keys=wanted.allow_keys,
        policies=[FieldPolicy(one.field, FieldAction(one.action), one.services) for one in wanted.fields],
        hash_key=folder.secret("masking"),
    )


async def checked_masker(settings: Settings, folder: DataFolder, engine: Engine) -> Masker:
    """The masker, its rules known to work in the engine. Raises MaskingConfigError."""
    masker = masker_of(settings, folder)
    if settings.masking.rules:
        await check_masking(masker, engine)
    return masker


async def check_masking(masker: Masker, engine: Engine) -> None:
    """Rules of one's own must be accepted by the engine too: a refused statement would refuse every insert."""
    for name, sql in masker.engine_checks():
        try:
            await engine.raw(sql, fmt="Null")
        except QueryError as error:
            raise MaskingConfigError([f"masking.rules: {name}: the engine refuses the pattern: {error}"]) from error


def engine_memory_bytes(settings: Settings) -> int:
    """What the embedded engine may use: its own limit, and no more than the budget leaves it."""
    limit, budget = settings.engine.memory_limit_bytes(), settings.budget.memory
    return limit if budget is None else min(limit, budget - _OUTSIDE_ENGINE_BYTES)
