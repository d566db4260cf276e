"""Opening a workbook that a stranger may have made: bounded before anything of it is unpacked."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from app.core import limits
from app.core.errors import InvalidError, TooLargeError


@dataclass(frozen=True, slots=True)
class BadCell:
    """What is wrong with one cell; its content is not repeated, for it may be personal."""

    sheet: str
    cell: str  # "B7"
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet, by the name of its columns, as text."""

    sheet: str
    number: int
    values: dict[str, str]
    letters: dict[str, str]

    def bad(self, column: str, zh: str, en: str) -> BadCell:
        """Return what is wrong with the cell in a column."""
        return BadCell(self.sheet, f"{self.letters[column]}{self.number}", zh, en)


Table = dict[str, list[Row]]
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # no spreadsheet writes it; it would hide what we look for


def read(content: bytes, columns: dict[str, tuple[str, ...]]) -> tuple[Table, list[BadCell]]:
    """Return the rows of the sheets that are known, and what is wrong with their headings."""
    _require_harmless(content)
    tables: Table = {name: [] for name in columns}
    bad: list[BadCell] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that we do not read
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            for name in set(book.sheetnames) & set(columns):
                book[name].reset_dimensions()  # what the file says of its size proves nothing
                tables[name], wrong = _table(name, book[name], columns[name])
                bad += wrong
            book.close()
    except (ValueError, KeyError, TypeError, AttributeError, OSError, zipfile.BadZipFile) as error:
        raise _unreadable() from error
    except SyntaxError as error:  # as XML is refused
        raise _unreadable() from error
    return tables, bad


def _require_harmless(content: bytes) -> None:
    """Raise unless it is a workbook that stays small when it is unpacked, without entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if len(parts) > limits.WORKBOOK_PARTS or _size(parts) > limits.WORKBOOK_BYTES:
                raise _too_large()
            # No more is unpacked of a part than it says; one that lies does not match its sum.
            texts = [packed.read(each) for each in parts if _is_xml(each)]
            if any(b"<!DOCTYPE" in each or each[:2] in _UTF_16 for each in texts):
                raise _unreadable()
            if sum(each.count(b"<") for each in texts) > limits.WORKBOOK_TAGS:
                raise _too_large()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise _unreadable() from error


def _size(parts: list[zipfile.ZipInfo]) -> int:
    return sum(each.file_size for each in parts)


def _is_xml(part: zipfile.ZipInfo) -> bool:
    return part.filename.endswith((".xml", ".rels"))


def _table(name: str, sheet: Any, columns: tuple[str, ...]) -> tuple[list[Row], list[BadCell]]:
    lines = sheet.iter_rows(max_row=limits.WORKBOOK_ROWS + 2, max_col=30, values_only=True)
    heading = [_text(value) for value in next(lines, ())]
    places = {column: heading.index(column) for column in columns if column in heading}
    bad = [
        BadCell(name, "A1", f"缺少列“{column}”，请用模板", f"no column {column}; use the template")
        for column in columns
        if column not in places
    ]
    letters = {column: get_column_letter(place + 1) for column, place in places.items()}
    return ([] if bad else list(_rows(name, lines, places, letters))), bad


def _rows(
    name: str, lines: Iterator[tuple[Any, ...]], places: dict[str, int], letters: dict[str, str]
) -> Iterator[Row]:
    for number, line in enumerate(lines, start=2):
        if number > limits.WORKBOOK_ROWS + 1:
            raise TooLargeError(
                "too_many_rows",
                f"工作表“{name}”超过 {limits.WORKBOOK_ROWS} 行，请分批导入。",
                f"The sheet {name} has more than {limits.WORKBOOK_ROWS} rows. Import in parts.",
                limit=limits.WORKBOOK_ROWS,
            )
        values = {c: _text(line[place]) if place < len(line) else "" for c, place in places.items()}
        if any(values.values()):
            yield Row(name, number, values, letters)


def _text(value: object) -> str:
    """Return a cell's value as somebody reads it: a phone number is no 1.38E+10."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())[: limits.TEXT_LENGTH]


def _too_large() -> TooLargeError:
    return TooLargeError(
        "workbook_too_large",
        f"工作簿展开后超过 {limits.WORKBOOK_BYTES // 2**20} MB 或内容过多，请分批导入。",
        f"Unpacked it crosses {limits.WORKBOOK_BYTES // 2**20} MB, or holds too much. "
        "Import in parts.",
        limit=limits.WORKBOOK_BYTES,
    )


def _unreadable() -> InvalidError:
    return InvalidError(
        "workbook_unreadable",
        "无法读取该文件，请用 .xlsx 格式另存后再导入（不含密码）。",
        "This file cannot be read. Save it as .xlsx, without a password, and try again.",
    )
