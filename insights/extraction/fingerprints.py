"""Telling the same note, a near-copy of it, or a copy inside a longer text.

Three questions, three tools. *Is it the same note?* `fingerprint`: one hash, equal when only marks,
spacing, quotes, dashes or case differ. *Is it nearly the same note?* `resemblance` of two sketches. *Does
this feed hold that meeting?* `containment` of one sketch in the other.

A sketch is a sample of the note's four-word shingles (Broder, "On the resemblance and containment of
documents", 1997). The k smallest hashes alone tell resemblance but not containment: those of a long feed
say little about one meeting in it. So the sample keeps *every* hash below a fixed threshold, an eighth of
all (FracMinHash: Irber et al., "Lightweight compositional analysis of metagenomes with FracMinHash and
minimum metagenome covers", 2022), and never fewer than the `K` smallest. Below the bound that both sketches
cover, both hold all there is, and either measure is a plain count. A note of up to 1,000 words costs 128
numbers, a feed of 8,000 words a thousand.

To look up a note among many, store one row (hash, note) for each number of its sketch, indexed on the hash,
then

    SELECT note FROM … WHERE hash IN (the sketch of the new text)
    GROUP BY note HAVING COUNT(*) >= 4 ORDER BY COUNT(*) DESC LIMIT 20

and compare those few sketches with `resemblance` and `containment`. Unrelated notes share no row, so the
query reads little more than the true hits.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence

from insights.extraction import folding

K = 128
"""The smallest sketch of a text that has this many shingles; below that a sketch holds all of them."""

SHINGLE_WORDS = 4

ALL_HASHES = 1 << 63
"""Hashes lie below this: one bit less than 64, so that each fits a signed 64-bit database column."""

THRESHOLD = ALL_HASHES // 8
"""A sketch holds every hash below this one, whatever its length."""

NEAR_COPY = 0.3
"""`resemblance` from here on means a copy of one note: about .68 with 5 % of its words changed, .49 with 10 %."""

CONTAINED = 0.5
"""`containment` from here on means that the part, perhaps edited, stands in the whole."""

LEAST_EVIDENCE = 5
"""Below this many sampled shingles of the part `containment` claims nothing."""

_LINE_MARKS = re.compile(r"^[\s#>*+•·▪◦‣–—-]*(?:\(?\d{1,3}\\?[.)](?=\s))?", re.MULTILINE)
_WORD = re.compile(r"[^\W_]+")


def fingerprint(text: str) -> str:
    """The SHA-256, in 64 hex digits, of the letters and digits of `text`.

    Equal for two copies of a note that differ only in case, quotes, dashes, punctuation, blank lines,
    Markdown marks, list marks, list numbers at the start of a line, non-breaking or zero-width spaces, or
    compatibility forms (NFKC). A topics line or "Read More" around the note is part of the text: pass the
    note without them. A text without letters or digits has the fingerprint of the empty text.
    """
    return hashlib.sha256("".join(_words(text)).encode("utf-8", "surrogatepass")).hexdigest()


def sketch(text: str) -> tuple[int, ...]:
    """The sample of `text`: distinct hashes of its four-word shingles, ascending, each from 0 to 2**63 - 1.

    Every hash below `THRESHOLD`, and never fewer than the `K` smallest; all of them where there are fewer
    than `K`. A text of one to three words is a single shingle; a text without words has the empty sketch.
    The same text gives the same sketch on every machine and in every run; words are folded as for
    `fingerprint`.
    """
    hashes = sorted({_hash(shingle) for shingle in _shingles(_words(text))})
    return tuple(h for place, h in enumerate(hashes) if place < K or h < THRESHOLD)


def resemblance(a: Sequence[int], b: Sequence[int]) -> float:
    """How far two texts are the same, 0 to 1, from two sketches: the shingles both have among all there are.

    The Jaccard index, estimated with a standard error of at most .045 (exact below `K` shingles). Two empty
    sketches resemble each other by 0.
    """
    limit = min(_covered(a), _covered(b))
    ours, theirs = _below(a, limit), _below(b, limit)
    union = len(ours | theirs)
    return len(ours & theirs) / union if union else 0.0


def containment(part: Sequence[int], whole: Sequence[int]) -> float:
    """How much of one text stands in another, 0 to 1, from two sketches: the share of `part` also in `whole`.

    0 where fewer than `LEAST_EVIDENCE` shingles of the part are sampled (below about 40 words against a
    long feed): that is too little to tell a pasted meeting from a common phrase.
    """
    limit = min(_covered(part), _covered(whole))
    ours = _below(part, limit)
    if len(ours) < LEAST_EVIDENCE:
        return 0.0
    return len(ours & _below(whole, limit)) / len(ours)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).translate(folding.INVISIBLE)
    plain = _LINE_MARKS.sub(" ", plain).translate(folding.LOOSE)
    # Casefolding may undo the normal form (İ becomes i and a dot above), hence the second pass.
    return _WORD.findall(unicodedata.normalize("NFKC", plain.casefold()))


def _shingles(words: Sequence[str]) -> Iterator[str]:
    if words:
        for start in range(max(1, len(words) - SHINGLE_WORDS + 1)):
            yield " ".join(words[start : start + SHINGLE_WORDS])


def _hash(shingle: str) -> int:
    digest = hashlib.blake2b(shingle.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def _covered(sketched: Sequence[int]) -> int:
    """The bound below which the sketch holds every hash of its text."""
    if len(sketched) < K:
        return ALL_HASHES
    return max(THRESHOLD, sketched[-1] + 1)


def _below(sketched: Sequence[int], limit: int) -> set[int]:
    return {h for h in sketched if h < limit}
