"""systemd's journal, by `journalctl`: its entries (`entries`), the process (`reader`)."""
