"""Search, ranked: one interface to SQLite's FTS5 and PostgreSQL's tsvector.

Both stem with Porter's rules, without stop words, and fold accents (see migration 0002_search), so both find the same
rows, in nearly the same order. `queries` takes apart what was typed, `indexes` asks the databases, `ranking` finds,
`highlights` shows where, `likeness` finds insights like one another, `words` knows what somebody may have meant.
"""
