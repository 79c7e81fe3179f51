"""A language-model vendor that lives in our process: same figures, latencies and refusals, no network, no invoice."""
