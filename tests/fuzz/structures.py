"""Inputs that are nearly right: sound documents and tables with a few things changed."""

import copy
import json

from hypothesis import strategies as st

from tests.fuzz.targets import (
    COMMANDS,
    CSV,
    DOCUMENTS,
    GPX,
    KML,
    RULES,
    TARGETS,
    TIMES,
)

__all__ = ["STRUCTURES"]

NUMBERS = st.one_of(
    st.floats(),
    st.floats(-200, 200),
    st.integers(),
    st.sampled_from([0, -0.0, 180, -180, 85, 90.0, 1e308, 5e-324, 10**18, 10**400, 25_000, 2001]),
)
TEXTS = st.text(max_size=6) | st.sampled_from(
    [*TARGETS["geojson"].words, *TARGETS["rules"].words, "", "\ud800", "x" * 500, "1" * 500, *TIMES]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


def slots(document):
    """Return every place in a document, as its container and key."""
    keys = document if isinstance(document, dict) else range(len(document))
    found = []
    for key in keys:
        found.append((document, key))
        if isinstance(document[key], dict | list):
            found.extend(slots(document[key]))
    return found


@st.composite
def changed(draw, documents):
    """Draw a document in which up to four places were changed."""
    document = copy.deepcopy(draw(documents))
    for _ in range(draw(st.integers(0, 4))):
        places = slots(document)
        if not places:
            break
        holder, key = draw(st.sampled_from(places))
        deed = draw(st.sampled_from(["replace", "nudge", "wrap", "drop", "repeat", "swap"]))
        change(draw, holder, key, deed)
    return document


def change(draw, holder, key, deed):
    old = holder[key]
    if deed == "drop":
        del holder[key]
    elif deed == "wrap":
        holder[key] = [old]
    elif deed == "repeat" and isinstance(old, list):
        holder[key] = old * draw(st.sampled_from([0, 2, 3, 50]))
    elif deed == "swap" and isinstance(old, list):
        holder[key] = old[::-1]
    elif deed == "nudge" and type(old) in {int, float} and abs(old) < 1e300:
        holder[key] = old + draw(st.floats(-0.02, 0.02) | st.sampled_from([1e-15, 180, -360]))
    else:
        holder[key] = draw(ANYTHING)


CELLS = st.one_of(
    st.sampled_from(
        [*TIMES, "a", "", "108.5", "28.5", "8", "nan", "inf", "1e308", "-0", '"', "０"]
    ),
    st.floats(-200, 200).map(str),
    st.text(max_size=5),
)
ROWS = st.tuples(st.sampled_from(["a", "b", ""]), *[CELLS] * 4, st.text(max_size=3)).map(",".join)
GOOD_ROWS = st.tuples(
    st.integers(1_777_597_200, 1_777_604_400), st.floats(108.49, 108.51), st.floats(28.49, 28.51),
    st.none() | st.floats(),
).map(lambda r: f"a,{r[0]},{r[1]},{r[2]},{'' if r[3] is None else r[3]},")  # fmt: skip
HEADERS = st.sampled_from(
    [CSV.decode().strip(), "lon,lat", "lat,lon,t", "lon,lat,lon", "", "\ufeff"]
)
TABLES = st.tuples(
    HEADERS, st.lists(ROWS | GOOD_ROWS, max_size=8), st.sampled_from(["\n", "\r\n", "\r"])
).map(lambda table: table[2].join([table[0], *table[1]]))


def written(document):
    # whole numbers of any length are written, and lone surrogates as they are
    return json.dumps(document).encode()


FILES = st.one_of(
    TABLES.map(lambda text: text.encode("utf-8", "replace")),
    changed(st.sampled_from(DOCUMENTS)).map(written),
    changed(st.sampled_from([json.loads(text) for text in RULES])).map(written),
    st.binary(max_size=60),
)


@st.composite
def spoilt(draw, texts):
    """Draw a text in which up to four pieces were cut out, repeated or replaced."""
    text = draw(texts)
    for _ in range(draw(st.integers(0, 4))):
        begin, end = sorted(draw(st.integers(0, len(text))) for _ in range(2))
        piece = draw(st.sampled_from(["", text[begin:end] * 2, *TARGETS["foreign"].words, "180"]))
        text = text[:begin] + piece + text[end if end - begin < 40 else begin :]
    return text.encode()


# For each target a strategy of its input.
STRUCTURES = {
    "geojson": changed(st.sampled_from(DOCUMENTS)).map(written),
    "foreign": spoilt(st.sampled_from([KML, GPX])),
    "rules": changed(st.sampled_from([json.loads(text) for text in RULES])).map(written),
    "commands": st.tuples(st.integers(0, len(COMMANDS) - 1), FILES).map(
        lambda both: bytes([both[0]]) + both[1]
    ),
}
