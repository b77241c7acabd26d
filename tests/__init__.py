"""A package, not only a folder: one of a library, called `tests` too, would stand before a folder."""
