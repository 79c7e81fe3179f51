"""Agent execution: runs that plan, use tools, and answer."""
