"""Dashboards: the pages that put other rooms' regions side by side."""

from webapp.dashboard.routes import bp

__all__ = ["bp"]
