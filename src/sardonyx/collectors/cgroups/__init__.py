"""Containers and services as the kernel's control groups know them, for where Docker can't be asked."""
