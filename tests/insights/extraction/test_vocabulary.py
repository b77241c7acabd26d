from collections.abc import Iterator

from insights.extraction import vocabulary


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from strings([*value.keys(), *value.values()])
    elif isinstance(value, (list, tuple, set, frozenset)):
        for part in value:
            yield from strings(part)


def test_no_cue_holds_a_character_that_cannot_be_seen() -> None:
    cues = [cue for name, value in vars(vocabulary).items() if name.isupper() for cue in strings(value)]
    assert len(cues) > 1000
    assert [cue for cue in cues if not cue.isprintable()] == []
