"""Suna: the front end's back end. Users, sessions, chat."""
