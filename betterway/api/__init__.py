"""What other programs may read: JSON under /api/, read only, described by /api/openapi.json.

Everything comes through the same gates as the pages: whoever is not logged in gets what is public.
"""
