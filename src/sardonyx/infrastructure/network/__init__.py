"""The network between hosts and services: probes, traffic seen in traces, and bandwidth tests, as one matrix."""
