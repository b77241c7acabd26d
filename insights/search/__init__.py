"""Search, ranked: one interface to SQLite's FTS5 and PostgreSQL's tsvector.

Both stem with Porter's rules, without stop words, fold accents and strokes of Latin letters, and take the marks of
other scripts for parts of words (see the migrations 0002_search and 0014_search_letters), so both find the same rows,
in nearly the same order. `queries` takes apart what was typed, `indexes` asks the databases, `ranking` finds,
`highlights` shows where, by the `stems` of the words, `likeness` finds insights like one another, `words` knows what
somebody may have meant.
"""
