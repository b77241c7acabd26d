"""Words that stand in addresses besides numbers and slugs."""

from __future__ import annotations

from django.urls.converters import StringConverter


class TokenConverter(StringConverter):
    """The secret end of a private address. No NUL: PostgreSQL is not to be asked for one."""

    regex = "[^/\0]+"
