"""Signals of fraud: whom they find, and whom they accuse who is honest.

Run from the repository's root: ``python -m bench signals``. Honest are thirteen simulated worlds
and every real trace of the shared data, cut into attendances of 1, 2 and 4 h. The bounds in
`geofence/signals.py` were chosen on the first half of the honest tracks; the tables show the other.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime

import numpy as np

from bench import fakers, twins
from bench.fakers import Case
from bench.presence.dwells import SHARED, rows
from bench.presence.phones import WORLDS, World
from bench.presence.sessions import sessions
from bench.settle import lonlat
from geofence.fences import Circle, Site
from geofence.jitter import jitter_of
from geofence.pings import Pings
from geofence.repeats import Readings
from geofence.signals import REVIEW_AT, fraud_score, signals_of
from geofence.verdict import Reason, Signal

SOURCES = (
    "mobilitynet", "emission_examples", "gsdc_drive", "gnsslogger", "gpxpy_hikes", "owntracks_demo",
    "demo_yanhe_transplanted",
)  # fmt: skip
# Recordings that the collection holds twice or thrice; each may accuse once.
COPIES = {"em_a_20150722_2", "em_a_20160815_2", "em_a_20160815_3"}
HOURS = (1, 2, 4)
CODES = (
    Reason.JITTER_WHITE, Reason.JITTER_BOUNDED, Reason.FIXES_FROZEN, Reason.READINGS_CONSTANT,
    Reason.TELEPORT, Reason.CLOCK_STEPPED,
)  # fmt: skip
Found = tuple[Signal, ...]


def main(arguments: list[str]) -> int:
    """Print the tables; say with 1 if more than one honest track in a hundred is accused."""
    parser = argparse.ArgumentParser("python -m bench signals", description=__doc__)
    parser.add_argument("--each", type=int, default=300, help="tracks of each simulated kind")
    parser.add_argument("--crowd", type=int, default=10_000, help="attendances of the twin search")
    options = parser.parse_args(arguments)
    real = dict(real_cases())
    cuts = {name: halves(cases) for name, cases in real.items()}
    worlds = {name: simulated(make, options.each) for name, make in fakers.HONEST.items()}
    worlds |= {f"outings, {w.name}": outings(w, options.each) for w in WORLDS.values()}
    bounds([*(c for a, _ in cuts.values() for c in a), *(c for v in worlds.values() for c in v[0])])
    heading("honest, the half that chose no bound")
    held_out = {name: second for name, (_, second) in (worlds | cuts).items() if second}
    scores = {name: line(name, cases) for name, cases in held_out.items()}
    innocent = np.concatenate(list(scores.values()))
    on_real = (
        np.concatenate([scores[name] for name in cuts if name in scores]) if cuts else np.zeros(0)
    )
    heading("honest and real, the half that did")
    for name, (first, _) in cuts.items():
        if first:
            line(name, first)
    heading("fakers")
    guilty = {
        name: line(name, [each for half in simulated(make, options.each) for each in half])
        for name, make in fakers.FAKERS.items()
    }
    verdict = report(innocent, on_real, guilty)
    twins.report(options.crowd, real)
    return verdict


def simulated(make: Callable[[np.random.Generator], Case], count: int) -> tuple[list[Case], ...]:
    """Draw tracks of a kind, in two halves."""
    cases = [make(np.random.default_rng(seed)) for seed in range(count)]
    return cases[: count // 2], cases[count // 2 :]


def halves(cases: list[tuple[str, Case]]) -> tuple[list[Case], list[Case]]:
    """Divide by trace: what is cut from one trace stays together."""
    names = sorted({name for name, _ in cases})
    first = set(names[1::2])  # of a single trace nothing chooses
    return [c for n, c in cases if n in first], [c for n, c in cases if n not in first]


def real_cases() -> Iterator[tuple[str, list[tuple[str, Case]]]]:
    """Yield each source of real traces with its attendances; nothing where they are absent."""
    if not SHARED.is_dir():
        print(f"no shared data at {SHARED}: real traces are left out; set WEIGUANG_SHARED")
        return
    for source in SOURCES:
        traces: dict[str, list[tuple[float, ...]]] = {}
        for row in rows(f"traces/{source}.csv.gz"):
            values = (row["lon"], row["lat"], row["accuracy_m"] or "nan", row["alt"] or "nan")
            instant = datetime.fromisoformat(row["t"]).timestamp()
            traces.setdefault(row["trace_id"], []).append((instant, *map(float, values)))
        kept = {name: np.array(sorted(t)) for name, t in traces.items() if name not in COPIES}
        yield source, [(name, piece) for name, each in kept.items() for piece in pieces(each)]
    yield "lying indoors, real", list(lying())


def lying() -> Iterator[tuple[str, Case]]:
    """Yield real phones that lay indoors overnight, as sent and with at most a ping a minute."""
    nights: dict[str, list[tuple[float, ...]]] = {}
    for row in rows("accuracy/static_indoor_enu.csv.gz"):
        offset = lonlat(float(row["e_m"]), float(row["n_m"]))
        values = (float(row["t_rel_s"]), *map(float, offset), float(row["accuracy_m"]))
        nights.setdefault(f"{row['session']} {row['phone']}", []).append((*values, np.nan))
    for name, night in sorted(nights.items()):
        fixes = np.array(sorted(night))
        minute = np.unique(np.floor(fixes[:, 0] / 60.0), return_index=True)[1]
        for part in (fixes, fixes[minute]):
            yield from ((name, piece) for piece in pieces(part))


def outings(world: World, count: int) -> tuple[list[Case], list[Case]]:
    """Walk as `bench.presence` does: a generator made for another purpose, by another hand."""
    return [], [Case(each.pings, each.sites) for each in sessions(count, 3, world)]


def pieces(trace: np.ndarray) -> Iterator[Case]:
    """Cut a trace into attendances of 1, 2 and 4 h with 20 pings or more."""
    for hours in HOURS:
        start = 0
        while start < len(trace):
            limit = trace[start, 0] + hours * 3600.0
            stop = max(int(np.searchsorted(trace[:, 0], limit)), start + 1)
            if stop - start >= 20:
                t, lon, lat, accuracy, altitude = trace[start:stop].T
                pings = Pings.of(t, lon, lat, accuracy, datum="wgs84")
                yield Case(pings, (haunt(pings),), Readings(altitude_m=altitude))
            start = stop


def haunt(pings: Pings) -> Site:
    """Put the site where the phone was most of the time: there an honest attendance would be."""
    cells = np.rint(np.stack([pings.lon, pings.lat]) * 1e3)
    _, where, counts = np.unique(cells, axis=1, return_inverse=True, return_counts=True)
    there = where.ravel() == counts.argmax()
    lon, lat = float(np.median(pings.lon[there])), float(np.median(pings.lat[there]))
    return Site("a", Circle(lon, lat, 120.0), "A")


def judged(each: Case) -> Found:
    """Look for the signals of one attendance."""
    return signals_of(each.pings, each.sites, readings=each.readings, deliveries=each.deliveries)


def heading(title: str) -> None:
    """Print the head of a table."""
    codes = "".join(f"{code.removeprefix('JITTER_')[:9]:>10}" for code in CODES)
    print(f"\n{title + ', % flagged':38}{'n':>6}{codes}{'combined':>10}")


def line(name: str, cases: list[Case]) -> np.ndarray:
    """Print how many of these tracks each signal flags alone and all together; the scores."""
    found = [judged(each) for each in cases]
    counts = Counter(s.code for each in found for s in each if s.score >= REVIEW_AT)
    scores = np.array([fraud_score(each) for each in found])
    shares = "".join(f"{100.0 * counts[code] / len(cases):10.1f}" for code in CODES)
    print(f"{name:38}{len(cases):6}{shares}{100.0 * (scores >= REVIEW_AT).mean():10.1f}")
    return scores


def bounds(cases: list[Case]) -> None:
    """Print the quantiles of the half that chose the bounds, beside the bounds."""
    known = [jitter for each in cases if (jitter := jitter_of(each.pings)) is not None]
    memory = np.quantile([each.memory for each in known], [0.002, 0.01, 0.05, 0.5])
    tame = [each.memory for each in known if each.tail <= 2.75]
    print(f"first half of the honest: {len(known)} of {len(cases)} tracks show jitter")
    print("memory, quantiles .002 .01 .05 .5:", *(f"{each:6.2f}" for each in memory))
    print(f"and if the tail is tame, .01: {np.quantile(tame, 0.01):.2f}   bound at most 0.10")


def report(innocent: np.ndarray, on_real: np.ndarray, guilty: dict[str, np.ndarray]) -> int:
    """Print the rates over all, and how well the score tells the two apart."""
    accused = 100.0 * (innocent >= REVIEW_AT).mean()
    print(f"\nhonest, all {len(innocent)}: {accused:.2f} % accused")
    if len(on_real):
        print(f"honest and real, {len(on_real)}: {100.0 * (on_real >= REVIEW_AT).mean():.2f} %")
    for name, scores in guilty.items():
        print(f"AUC {name:24} {auc(innocent, scores):.4f}")
    return int(accused > 1.0 or (len(on_real) > 0 and (on_real >= REVIEW_AT).mean() > 0.01))


def auc(honest: np.ndarray, fake: np.ndarray) -> float:
    """Return the chance that a faker scores higher than an honest person; a tie is half."""
    order = np.sort(honest)
    below, upto = np.searchsorted(order, fake, "left"), np.searchsorted(order, fake, "right")
    return float((below + upto).mean() / (2.0 * len(honest)))
