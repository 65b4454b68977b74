"""The trail: what staff changed and who signed in, written in the same transaction, and never changed afterwards."""

from webapp.audit.chain import Break, verify
from webapp.audit.models import AuditLog
from webapp.audit.queries import entries, kinds
from webapp.audit.trail import Actor, install, note

__all__ = ["Actor", "AuditLog", "Break", "entries", "install", "kinds", "note", "verify"]
