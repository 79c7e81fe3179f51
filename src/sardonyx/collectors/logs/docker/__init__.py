"""What Docker's containers write, by the Engine API: its stream (`pieces`), one container (`container`), all (`watcher`)."""
