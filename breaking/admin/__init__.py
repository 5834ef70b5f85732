"""Alerts on the desk."""

from breaking.admin.screens import AlertAdmin

__all__ = ["AlertAdmin"]
