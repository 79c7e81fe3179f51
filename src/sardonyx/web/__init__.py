"""The HTTP face: app factory, problem answers, status and health, the pages. Start reading at `app.py`."""
