"""The command `explain`: read files, settle one trace, write its page."""

import argparse
import hashlib
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

from geofence.case import case_of
from geofence.checking import Provenance
from geofence.explain import explain
from geofence.options import read_rules, read_sites, read_slot, read_traces, read_zone
from geofence.pings import Pings
from geofence.tables import InputError, reading

__all__ = ["write_page"]

_NAMED = 5  # traces that a complaint lists


def write_page(options: argparse.Namespace) -> None:
    """Explain one trace in one HTML file.

    Parameters
    ----------
    options : argparse.Namespace
        site, site_datum, pings, datum, slot, rules, trace, tz, out.

    Raises
    ------
    InputError
        For whatever is wrong with a file or an option, in one line.
    """
    zone, slots = read_zone(options.tz), [read_slot(text) for text in options.slot]
    rules = read_rules(options.rules)
    sites = read_sites(options.site, options.site_datum)
    traces = read_traces(options.pings, options.datum)
    trace_id = _chosen(traces, options.trace, options.pings)
    case = case_of(trace_id, traces[trace_id], sites, slots, rules=rules, zone=zone)
    page = explain(case, _provenance(options))
    with reading(options.out):
        Path(options.out).write_text(page, encoding="utf-8", newline="\n")


def _chosen(traces: Mapping[str, Pings], wanted: str | None, name: str) -> str:
    if not traces:
        raise InputError(f"{name}: there are no pings")
    few = ", ".join(map(repr, list(traces)[:_NAMED])) + (", …" if len(traces) > _NAMED else "")
    if wanted is None and len(traces) > 1:
        raise InputError(f"{name} holds {len(traces)} traces; choose one with --trace: {few}")
    if wanted is not None and wanted not in traces:
        raise InputError(f"{name} holds no trace {wanted!r}; it holds {few}")
    return next(iter(traces)) if wanted is None else wanted


def _provenance(options: argparse.Namespace) -> Provenance:
    start = ["python", "-m", "geofence"]
    rest = list(_given(options))
    chosen = [f"--trace={options.trace}"] if options.trace is not None else []
    page = [*start, "explain", *rest, *chosen, f"--tz={options.tz}", "-o", options.out]
    names = [options.site, options.pings, *([options.rules] if options.rules else [])]
    return Provenance(
        commands=(shlex.join(page), shlex.join([*start, "settle", *rest])),
        files=tuple((name, _digest(name)) for name in names),
    )


def _given(options: argparse.Namespace) -> Iterator[str]:
    """Yield the options that `explain` and `settle` share, as they must be typed."""
    yield from ("--site", options.site, "--pings", options.pings, "--datum", options.datum)
    if options.site_datum:
        yield from ("--site-datum", options.site_datum)
    for slot in options.slot:
        yield from ("--slot", slot)
    if options.rules is not None:
        yield from ("--rules", options.rules)


def _digest(name: str) -> str:
    with reading(name):
        return hashlib.sha256(Path(name).read_bytes()).hexdigest()
