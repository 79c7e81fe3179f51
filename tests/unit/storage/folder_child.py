"""Opens the data folder in argv[1], as the user in argv[2] if given, and holds it until standard input closes."""

import os
import sys
from pathlib import Path

from sardonyx.storage.data_folder import DataFolder, DataFolderError

if __name__ == "__main__":
    if len(sys.argv) > 2:
        os.setgroups([])
        os.setgid(int(sys.argv[2]))
        os.setuid(int(sys.argv[2]))
    try:
        with DataFolder.open(Path(sys.argv[1])):
            print("open", flush=True)
            sys.stdin.read()
    except DataFolderError as error:
        print(f"DataFolderError: {error}", flush=True)
