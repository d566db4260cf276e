"""What the command line reads: text files and CSV tables, with errors that name the line."""

import csv
import json
import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geofence.errors import GeofenceError
from geofence.pings import parse_instant
from geofence.refusal import shown

__all__ = [
    "InputError",
    "Row",
    "Table",
    "open_table",
    "read_json",
    "read_text",
    "reading",
    "table_of",
]

_MEANT: Final = ("trace_id", "t", "lon", "lat", "accuracy_m")  # columns that we read ourselves


class InputError(Exception):
    """Bad input, as one line for the person at the keyboard."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, which knows where it stands.

    Parameters
    ----------
    where : str
        File and line.
    header, fields : list of str
        Column names and values, equally long.

    Examples
    --------
    >>> Row("a.csv, line 2", ["lon", "lat"], ["108.5", "28.5"]).place()
    (108.5, 28.5)
    """

    where: str
    header: list[str]
    fields: list[str]

    def text(self, name: str) -> str:
        """Return a field as it stands; empty if the table has no such column."""
        return self.fields[self.header.index(name)] if name in self.header else ""

    def place(self) -> tuple[float, float]:
        """Return longitude and latitude in degrees, in range."""
        return self._degrees("lon", 180.0), self._degrees("lat", 90.0)

    def accuracy_m(self) -> float:
        """Return the accuracy in metres; NaN if it is empty or there is none."""
        value = self._number("accuracy_m") if self.text("accuracy_m").strip() else math.nan
        if math.isinf(value):
            raise InputError(f"{self.where}: accuracy_m is infinite")
        return value

    def seconds(self) -> float:
        """Return the time as epoch seconds."""
        try:
            return parse_instant(self.text("t")).timestamp()
        except GeofenceError as error:
            raise InputError(f"{self.where}: {error}") from None

    def _degrees(self, name: str, limit: float) -> float:
        value = self._number(name)
        if not abs(value) <= limit:
            raise InputError(
                f"{self.where}: {name} {shown(self.text(name))}"
                f" is not between {-limit:g} and {limit:g}"
            )
        return value

    def _number(self, name: str) -> float:
        text = self.text(name)
        # Python would read 1_0 and full-width digits as well.
        if text.isascii() and "_" not in text:
            with suppress(ValueError):
                return float(text)
        raise InputError(f"{self.where}: {name} {shown(text)} is not a number")


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file whose header was read.

    Parameters
    ----------
    header : list of str
        Column names.
    rows : iterator of Row
        The rest, read when asked for.

    Examples
    --------
    >>> [row.where for row in table_of("a.csv", ["lon,lat", "1,2"], ["lon", "lat"]).rows]
    ['a.csv, line 2']
    """

    header: list[str]
    rows: Iterator[Row]


def table_of(name: str, lines: Iterable[str], required: Iterable[str]) -> Table:
    """Read the header of a CSV file.

    Parameters
    ----------
    name : str
        Of the file, for messages.
    lines : iterable of str
        The text, for example an open file.
    required : iterable of str
        Columns that must be there, in any order.

    Returns
    -------
    Table

    Raises
    ------
    InputError
        If the file is empty, a column is missing, or one that we read stands twice.

    Examples
    --------
    >>> table_of("a.csv", [], ["lon"])
    Traceback (most recent call last):
    geofence.tables.InputError: a.csv, line 1: the file is empty; a header is needed
    """
    reader = csv.reader(lines)
    header = [column.strip() for column in next(reader, [])]
    if not header:
        raise InputError(f"{name}, line 1: the file is empty; a header is needed")
    for column in (*required, *set(_MEANT).intersection(header)):
        if header.count(column) != 1:
            fault = "stands twice" if column in header else "is missing"
            raise InputError(f"{name}, line 1: the column {column!r} {fault}")

    def rows() -> Iterator[Row]:
        for fields in reader:
            where = f"{name}, line {reader.line_num}"
            if fields and len(fields) != len(header):
                raise InputError(f"{where}: {len(fields)} fields instead of {len(header)}")
            if fields:
                yield Row(where, header, fields)

    return Table(header, rows())


@contextmanager
def open_table(name: str, required: Iterable[str]) -> Iterator[Table]:
    """Open a CSV file by name.

    Parameters
    ----------
    name : str
        Path; UTF-8, with or without a byte order mark.
    required : iterable of str
        As for `table_of`.

    Yields
    ------
    Table

    Raises
    ------
    InputError
        For whatever is wrong with the file.

    Examples
    --------
    >>> with open_table("no/such.csv", ["lon"]) as table:
    ...     pass
    Traceback (most recent call last):
    geofence.tables.InputError: no/such.csv: No such file or directory
    """
    with reading(name), Path(name).open(encoding="utf-8-sig", newline="") as file:
        yield table_of(name, file, required)


def read_text(name: str) -> str:
    """Read a whole file.

    Parameters
    ----------
    name : str
        Path; UTF-8, with or without a byte order mark.

    Returns
    -------
    str

    Raises
    ------
    InputError
        For whatever is wrong with the file.

    Examples
    --------
    >>> read_text(".")
    Traceback (most recent call last):
    geofence.tables.InputError: .: Is a directory
    """
    with reading(name):
        return Path(name).read_text(encoding="utf-8-sig")


def read_json(name: str) -> object:
    """Read a JSON file.

    Parameters
    ----------
    name : str
        Path; UTF-8, with or without a byte order mark.

    Returns
    -------
    object
        As `json.loads` returns it.

    Raises
    ------
    InputError
        For whatever is wrong with the file.

    Examples
    --------
    >>> read_json(".")
    Traceback (most recent call last):
    geofence.tables.InputError: .: Is a directory
    """
    try:
        found: object = json.loads(read_text(name))
    except json.JSONDecodeError as error:
        raise InputError(f"{name}, line {error.lineno}: no JSON: {error.msg}") from None
    except ValueError:  # Python reads no whole number of more than some thousand digits
        raise InputError(f"{name}: a number has too many digits") from None
    except RecursionError:
        raise InputError(f"{name}: no JSON: nested too deeply") from None
    return found


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Turn what can go wrong with a file into one line that names it.

    Parameters
    ----------
    name : str
        Of the file.

    Yields
    ------
    None

    Raises
    ------
    InputError
        In place of errors of the system, of UTF-8 and of CSV.

    Examples
    --------
    >>> with reading("a.csv"):
    ...     raise csv.Error("line contains NUL")
    Traceback (most recent call last):
    geofence.tables.InputError: a.csv: no CSV: line contains NUL
    """
    try:
        yield
    except BrokenPipeError:
        raise  # the reader of our output has gone: nothing is wrong with the input
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: not UTF-8 (byte {error.start}: {error.reason})") from None
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or error}") from None
    except csv.Error as error:
        raise InputError(f"{name}: no CSV: {error}") from None
