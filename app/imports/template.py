"""The empty workbook that people fill in."""

import io

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from app.core import limits
from app.imports.reading import COLUMNS, DATUMS, KINDS, TREE, VENUES

NOTES = {
    TREE: "上级写作“东镇/东村”，空为导入所在的组织；队伍填驻地，上级为所属队伍。",
    VENUES: "开放时间写作 1-5 08:30-12:00 14:00-17:30; 6 09:00-12:00",
}


def template() -> bytes:
    """Return the workbook: a sheet for each kind of row, its columns, its choices."""
    book = Workbook()
    del book["Sheet"]
    for name, columns in COLUMNS.items():
        sheet = book.create_sheet(name)
        sheet.append(columns)
        sheet.freeze_panes = "A2"
        for letter in "ABCDEFGH"[: len(columns)]:
            sheet.column_dimensions[letter].width = 18
            sheet[f"{letter}2"].number_format = "@"
    for name, column, words in ((TREE, "B", KINDS), (VENUES, "D", DATUMS)):
        choice = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
        choice.add(f"{column}2:{column}{limits.WORKBOOK_ROWS + 1}")
        book[name].add_data_validation(choice)
    notes = book.create_sheet("说明")
    for name, note in NOTES.items():
        notes.append((name, note))
    text = io.BytesIO()
    book.save(text)
    return text.getvalue()
