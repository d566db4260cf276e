"""The command line: convert coordinates, check points, settle presence (python -m geofence)."""

import argparse
import csv
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, NoReturn

import numpy as np

from geofence.datum import Datum, convert
from geofence.errors import GeofenceError
from geofence.hours import Credit, credit
from geofence.likeness import twin_signals
from geofence.options import read_rules, read_sites, read_slot, read_traces
from geofence.page import write_page
from geofence.pings import Pings
from geofence.plain import plain_cuts, plain_presence
from geofence.presence import settle_presence, standing
from geofence.signals import signals_of
from geofence.tables import InputError, Row, open_table, reading, table_of
from geofence.verdict import Presence

__all__ = ["main"]

_CHUNK = 1000  # rows of `convert` that are turned at once


class Parser(argparse.ArgumentParser):
    """A parser that complains in one line."""

    def error(self, message: str) -> NoReturn:
        """Stop with exit code 2."""
        self.exit(2, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the process if left out.

    Returns
    -------
    int
        0; or 2 for bad input, after one line on stderr.
    """
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # the reader has seen enough; keep the interpreter from flushing into nothing
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (InputError, GeofenceError, OSError) as error:
        line = " ".join(str(error).split())
        sys.stderr.write(f"geofence: {line}\n")
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def _parser() -> Parser:
    parser = Parser(prog="geofence", description="Presence from uncertain location pings.")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=Parser)
    data = [datum.value for datum in Datum]
    turn = commands.add_parser("convert", help="turn lon,lat of a CSV on stdin to another datum")
    turn.add_argument("--from", dest="source", choices=data, required=True)
    turn.add_argument("--to", dest="target", choices=data, required=True)
    turn.set_defaults(run=_convert)
    check = commands.add_parser("check", help="say for every point whether it is inside")
    check.add_argument("--points", required=True, metavar="P.csv")
    check.set_defaults(run=_check)
    settle = commands.add_parser("settle", help="say when each trace was inside, and its credit")
    settle.add_argument("--pings", required=True, metavar="P.csv")
    settle.add_argument("--slot", action="append", default=[], metavar="START/END")
    settle.add_argument("--rules", metavar="R.json")
    settle.set_defaults(run=_settle)
    tell = commands.add_parser("explain", help="write a page that explains one trace")
    tell.add_argument("--pings", required=True, metavar="P.csv")
    tell.add_argument("--slot", action="append", default=[], metavar="START/END")
    tell.add_argument("--rules", metavar="R.json")
    tell.add_argument("--trace", metavar="ID", help="which, if the file holds several")
    tell.add_argument("--tz", default="+08:00", metavar="ZONE", help="of the times shown")
    tell.add_argument("-o", dest="out", required=True, metavar="WALK.html")
    tell.set_defaults(run=write_page)
    for command in (check, settle, tell):
        command.add_argument("--site", required=True, metavar="S.geojson")
        command.add_argument("--datum", choices=data, default="wgs84", help="of the CSV file")
        command.add_argument("--site-datum", choices=data, help="of the sites, if they name none")
    return parser


def _convert(options: argparse.Namespace) -> None:
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="strict", newline="")
    out = csv.writer(sys.stdout, lineterminator="\n")
    with reading("<stdin>"):
        table = table_of("<stdin>", sys.stdin, ("lon", "lat"))
        out.writerow(table.header)
        while chunk := list(islice(table.rows, _CHUNK)):
            out.writerows(_turned(chunk, Datum(options.source), Datum(options.target)))
            sys.stdout.flush()


def _turned(chunk: Sequence[Row], source: Datum, target: Datum) -> Iterator[list[str]]:
    """Convert rows up to the first that is no coordinate, and complain of that one last."""
    places: list[tuple[float, float]] = []
    complaint = None
    try:
        places.extend(row.place() for row in chunk)
    except InputError as error:
        complaint = error
    if places:
        columns = np.array(places)
        lon, lat = convert(columns[:, 0], columns[:, 1], source, target)
        for row, x, y in zip(chunk, lon, lat, strict=False):
            new = {"lon": f"{x:.10f}", "lat": f"{y:.10f}"}
            yield [new.get(name, old) for name, old in zip(row.header, row.fields, strict=True)]
    if complaint:
        raise complaint


def _check(options: argparse.Namespace) -> None:
    sites = read_sites(options.site, options.site_datum)
    with open_table(options.points, ("lon", "lat")) as table:
        for row in table.rows:
            lon, lat = row.place()
            ping = Pings.of([0.0], [lon], [lat], [row.accuracy_m()], datum=options.datum)
            found = standing(ping, sites)
            _print(
                {
                    "inside": found.signed_distance_m <= 0.0,
                    "signed_distance_m": round(found.signed_distance_m, 3),
                    "probability": round(found.probability, 6),
                    "site": found.site_id,
                }
            )


def _settle(options: argparse.Namespace) -> None:
    slots = [read_slot(text) for text in options.slot]
    rules = read_rules(options.rules)
    sites = read_sites(options.site, options.site_datum)
    tracks = read_traces(options.pings, options.datum)
    for (trace_id, pings), twins in zip(tracks.items(), twin_signals(tracks.values()), strict=True):
        presence = settle_presence(pings, sites)
        doubts = (*presence.signals, *signals_of(pings, sites), *twins)
        presence = replace(presence, signals=doubts)
        worth = credit(presence.spans, slots, rules)
        _print({"trace_id": trace_id, **_verdict(presence, worth)})


def _verdict(presence: Presence, worth: Credit) -> dict[str, Any]:
    return plain_presence(presence) | {
        "present_seconds": int(worth.present.total_seconds()),
        "credited_seconds": int(worth.credited.total_seconds()),
        "cuts": plain_cuts(worth.cuts),
        "signals": [
            {
                "code": signal.code,
                "count": signal.count,
                "score": signal.score,
                "detail": signal.en,
            }
            for signal in presence.signals
        ],
    }


def _print(values: dict[str, Any]) -> None:
    print(json.dumps(values, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())
