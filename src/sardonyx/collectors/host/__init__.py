"""This host's figures, named as the node exporter names them, so that its dashboards and rules work.

One module per part of the host; each has `read(page, roots)`, which adds its families to the page or raises OSError where the
host doesn't have them. Source of names: prometheus/node_exporter; of figures: the kernel's Documentation/filesystems/proc and
Documentation/admin-guide/iostats.
"""
