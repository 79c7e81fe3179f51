"""The people's side: scripted visits, sent at a steady rate."""
