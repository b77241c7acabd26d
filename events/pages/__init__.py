"""Convenors' pages about meetings, besides their forms in the admin."""
