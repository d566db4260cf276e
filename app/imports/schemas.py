"""Shapes of imports on the wire."""

import marshmallow as ma

from app.core.schemas import InstantField, KeyField, PageQuery, Schema
from app.imports.models import ImportState

WHERE = {"description": "导入到哪个组织之下 · below which organisation"}


class ImportQuery(Schema):
    """Below which organisation."""

    organisation_id = KeyField(strict=False, required=True, metadata=WHERE)


class ImportsQuery(PageQuery):
    """Whose imports."""

    organisation_id = KeyField(strict=False, required=True, metadata=WHERE)


class BadCellSchema(Schema):
    """What is wrong with a cell."""

    sheet = ma.fields.String()
    cell = ma.fields.String(metadata={"description": "如 B7"})
    zh = ma.fields.String()
    en = ma.fields.String()


class ImportCheckSchema(Schema):
    """What a workbook would do."""

    rows = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.Integer(),
        metadata={"description": "可导入的行：tree、venue、person · rows that are good"},
    )
    bad = ma.fields.List(ma.fields.Nested(BadCellSchema))
    bad_count = ma.fields.Integer()


class ImportProblemSchema(Schema):
    """Why an import failed."""

    code = ma.fields.String()
    zh = ma.fields.String()
    en = ma.fields.String()


class ImportSchema(Schema):
    """How far an import is."""

    id = KeyField()
    organisation_id = KeyField()
    state = ma.fields.Enum(ImportState, by_value=True)
    total = ma.fields.Integer(metadata={"description": "行数 · rows"})
    done = ma.fields.Integer(metadata={"description": "已写入的行数 · rows written"})
    counts = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Integer())
    unclaimed = ma.fields.Integer(
        metadata={"description": "导入后尚未认领的人数 · of its people, who never logged in"}
    )
    problem = ma.fields.Nested(ImportProblemSchema, allow_none=True)
    created_at = InstantField()
    finished_at = InstantField(allow_none=True)
