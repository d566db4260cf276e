"""Shapes of organisations on the wire."""

import marshmallow as ma

from app.core.auth import RoleName
from app.core.schemas import InstantField, KeyField, NameField, PageQuery, Schema
from app.orgs.models import OrganisationKind


class OrganisationSchema(Schema):
    """A node of the tree."""

    id = KeyField(dump_only=True)
    parent_id = KeyField(load_default=None, allow_none=True)
    name = NameField(required=True)
    kind = ma.fields.Enum(OrganisationKind, by_value=True, required=True)
    path = ma.fields.List(
        KeyField(),
        dump_only=True,
        attribute="ancestry",
        metadata={"description": "从根到本组织的编号 · ids from the root down to itself"},
    )
    created_at = InstantField(dump_only=True)


class ChildrenQuery(PageQuery):
    """Whose children."""

    parent_id = KeyField(
        strict=False,
        load_default=None,
        metadata={"description": "不填：最上级 · without it: the roots"},
    )


class GrantSchema(Schema):
    """A role that a person is given."""

    id = KeyField(dump_only=True)
    user_id = KeyField(dump_only=True)
    role = ma.fields.Enum(RoleName, by_value=True, required=True)
    organisation_id = KeyField(
        load_default=None,
        allow_none=True,
        metadata={"description": "空：到处有效 · null: everywhere"},
    )
