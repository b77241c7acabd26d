"""The convenors' pages for notes, what is in them, and the review of what was found."""

from insights.admin import notes, points

__all__ = ["notes", "points"]
