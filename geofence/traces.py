"""Walks as rows of a table: of a file on the command line, or of text that somebody sends."""

import io
from itertools import islice

from geofence.pings import Pings
from geofence.tables import InputError, Table, reading, table_of

__all__ = ["pings_from_csv", "traces_of"]

_NAME = "CSV"  # of a text that is no file


def traces_of(table: Table, datum: str, most: int | None = None) -> dict[str, Pings]:
    """Read the pings of a table.

    Parameters
    ----------
    table : Table
        With the columns t, lon and lat; perhaps trace_id and accuracy_m.
    datum : str
        Of its coordinates.
    most : int, optional
        Rows that it may have.

    Returns
    -------
    dict of str to Pings
        By trace, sorted; the name is empty without a column trace_id.

    Raises
    ------
    InputError
        Naming the line that is wrong.

    Examples
    --------
    >>> table = table_of("a.csv", ["t,lon,lat", "0,108.5,28.5"], ["t", "lon", "lat"])
    >>> len(traces_of(table, "wgs84")[""])
    1
    """
    traces: dict[str, list[tuple[float, float, float, float]]] = {}
    for row in islice(table.rows, most):
        fix = (row.seconds(), *row.place(), row.accuracy_m())
        traces.setdefault(row.text("trace_id"), []).append(fix)
    if most is not None and (extra := next(table.rows, None)) is not None:
        raise InputError(f"{extra.where}: more than {most} rows")
    return {
        trace_id: Pings.of(*(list(column) for column in zip(*fixes, strict=True)), datum=datum)
        for trace_id, fixes in sorted(traces.items())
    }


def pings_from_csv(text: str, datum: str, most: int) -> Pings:
    r"""Read one walk from the text of a CSV file.

    Parameters
    ----------
    text : str
        With the columns t, lon, lat; perhaps trace_id and accuracy_m.
    datum : str
        Of its coordinates.
    most : int
        Rows that it may have.

    Returns
    -------
    Pings

    Raises
    ------
    InputError
        Naming the line that is wrong; also if there are no pings, or more than one walk.

    Examples
    --------
    >>> len(pings_from_csv("t,lon,lat\n0,108.5,28.5\n60,108.5,28.5", "wgs84", 100))
    2
    """
    with reading(_NAME):
        table = table_of(_NAME, io.StringIO(text.removeprefix("\ufeff")), ("t", "lon", "lat"))
        traces = traces_of(table, datum, most)
    if len(traces) != 1:
        fault = "there are no pings" if not traces else f"{len(traces)} walks instead of one"
        raise InputError(f"{_NAME}: {fault}")
    return next(iter(traces.values()))
