"""The audit chain: who did what to which thing, hash-linked, signed, verifiable offline."""

from sardonyx.access.audit.chain import record
from sardonyx.access.audit.read import AuditEntry, AuditFilter, AuditPage, page
from sardonyx.access.audit.verify import VerifyReport, verify, verify_command

__all__ = ["AuditEntry", "AuditFilter", "AuditPage", "VerifyReport", "page", "record", "verify", "verify_command"]
