"""Shapes of the project library on the wire."""

from typing import Any

import marshmallow as ma
from marshmallow import validate

from app.activities.categories import Category
from app.activities.schemas import (
    TEXT,
    PositionSchema,
    PresencePolicySchema,
    SignUpRulesSchema,
    TermsSchema,
)
from app.activities.slot_schemas import SitesInSchema, SlotSchema, VersionSchema
from app.core import limits
from app.core.schemas import InstantField, KeyField, PageQuery, Schema, sometimes

TITLE = validate.Length(min=1, max=limits.TITLE_LENGTH)


class ContentSchema(SignUpRulesSchema, TermsSchema):
    """What of an activity can be done again."""

    description = ma.fields.String(validate=TEXT)
    category = ma.fields.Enum(Category, by_value=True, allow_none=True)
    presence_policy = ma.fields.Nested(PresencePolicySchema)
    positions = ma.fields.List(
        ma.fields.Nested(PositionSchema),
        validate=validate.Length(max=limits.POSITIONS_PER_ACTIVITY),
    )
    sites = ma.fields.Nested(SitesInSchema, allow_none=True)

    def on_bind_field(self, _name: str, field: ma.fields.Field[Any]) -> None:
        """Say of each member that a project keeps what it was told, and nothing else."""
        field.metadata = {**field.metadata, **sometimes(field.metadata.get("description", ""))}


class ProjectInSchema(Schema):
    """A new project."""

    organisation_id = KeyField(metadata={"description": "缺省为您所在的组织"})
    title = ma.fields.String(required=True, validate=TITLE)
    summary = ma.fields.String(validate=TEXT, metadata={"description": "目标与成效"})
    content = ma.fields.Nested(ContentSchema, load_default=dict)
    shared = ma.fields.Boolean(metadata={"description": "全县共享 · for the whole county"})


class ProjectPatchSchema(VersionSchema):
    """What of a project is to change."""

    title = ma.fields.String(validate=TITLE)
    summary = ma.fields.String(validate=TEXT)
    content = ma.fields.Nested(ContentSchema)
    shared = ma.fields.Boolean()


class KeepSchema(Schema):
    """How an activity is kept in the library."""

    title = ma.fields.String(validate=TITLE)
    summary = ma.fields.String(validate=TEXT)
    shared = ma.fields.Boolean()


class ProjectSchema(Schema):
    """A project of the library."""

    id = ma.fields.Integer()
    organisation_id = ma.fields.Integer()
    title = ma.fields.String()
    summary = ma.fields.String()
    content = ma.fields.Nested(ContentSchema)
    shared = ma.fields.Boolean()
    version = ma.fields.Integer()
    created_at = InstantField()
    archived_at = InstantField(allow_none=True)


class ProjectQuery(PageQuery):
    """Which projects to list."""

    q = ma.fields.String(validate=validate.Length(min=1, max=limits.NAME_LENGTH))


class AgainSchema(Schema):
    """When it is done again."""

    organisation_id = KeyField()
    title = ma.fields.String(validate=TITLE)
    slots = ma.fields.List(
        ma.fields.Nested(SlotSchema),
        required=True,
        validate=validate.Length(min=1, max=limits.SLOTS_PER_ACTIVITY),
    )
