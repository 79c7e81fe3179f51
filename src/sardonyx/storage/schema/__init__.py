"""The numbered SQL files of the engine's schema. `storage.migrations` applies them in order."""
