"""How the parts of the server are made from settings; `server` says in which order."""
