"""The convenors' pages for notes, what is in them, and the review of what was found."""

from insights.admin import notes, points, whole_archives

__all__ = ["notes", "points", "whole_archives"]
