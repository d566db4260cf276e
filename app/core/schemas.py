"""Shapes that every feature uses: a strict base, pages, problems."""

import functools
import unicodedata
from datetime import UTC, datetime
from typing import Any

import marshmallow as ma

from app.core import limits
from app.core.described import SOMETIMES


class Schema(ma.Schema):
    """A shape on the wire: fields in order, unknown ones refused."""

    class Meta:
        """Refuse what is not described."""

        unknown = ma.RAISE


def _in_this_century(instant: datetime) -> None:
    # What lies far off is a slip, and the first sum with it would leave the calendar.
    if not limits.FIRST_INSTANT <= instant < limits.LAST_INSTANT:
        raise ma.ValidationError("须在 2000 至 2099 年之间。Must lie in the years 2000 to 2099.")


def sometimes(when: str) -> dict[str, Any]:
    """Return the metadata of a member that answers do not always have: when they do."""
    return {"description": when, SOMETIMES: True}


class InstantField(ma.fields.AwareDateTime):
    """An instant of this century, ISO 8601 with an offset; given out in UTC.

    Of any century where a phone's clock may never have been set, and a rule says so.
    """

    def __init__(self, *, any_century: bool = False, **kwargs: Any) -> None:
        bounds = None if any_century else _in_this_century
        super().__init__(format="iso", validate=bounds, **kwargs)
        self.error_messages |= {
            "invalid": "要用带时区的 ISO 8601 时间。Needs an ISO 8601 time with an offset.",
            "invalid_awareness": "时间缺少时区。The time has no offset.",
        }

    def _serialize(self, value: datetime | None, *_args: Any, **_kwargs: Any) -> Any:
        return None if value is None else value.astimezone(UTC).isoformat().replace("+00:00", "Z")


class KeyField(ma.fields.Integer):
    """The id of a row: what the database can hold as one (in a query, ``strict=False``)."""

    def __init__(self, *, strict: bool = True, **kwargs: Any) -> None:
        bounds = ma.validate.Range(min=1, max=2**63 - 1)
        super().__init__(strict=strict, validate=bounds, **kwargs)


class NameField(ma.fields.String):
    """A name: one line of text, without the blanks round it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validate=ma.validate.Length(min=1, max=limits.NAME_LENGTH), **kwargs)

    def _deserialize(self, *args: Any, **kwargs: Any) -> str:
        text = " ".join(str(super()._deserialize(*args, **kwargs)).split())
        # Neither database stores half a surrogate pair, and PostgreSQL no NUL.
        if any(unicodedata.category(each) in {"Cc", "Cs"} for each in text):
            raise ma.ValidationError("含有控制字符。Contains control characters.")
        return text


class CutSchema(Schema):
    """One line of the sum from present to credited time, as it was explained then."""

    rule = ma.fields.String()
    seconds = ma.fields.Integer()
    reason = ma.fields.String()
    zh = ma.fields.String()
    en = ma.fields.String()


class PageQuery(Schema):
    """Where in a list to go on, and how much to return."""

    cursor = ma.fields.String(
        validate=ma.validate.Length(max=200),
        metadata={"description": "下一页的游标，取自上一页的 next_cursor。From the page before."},
    )
    limit = ma.fields.Integer(
        load_default=20, validate=ma.validate.Range(min=1, max=limits.PAGE_SIZE)
    )


class ProblemSchema(Schema):
    """What went wrong (RFC 9457), in both languages; some codes bring members of their own."""

    class Meta:
        """A refused check-in says how far away the site is, a crossed limit names itself."""

        unknown = ma.INCLUDE

    type = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    status = ma.fields.Integer(required=True)
    code = ma.fields.String(required=True, metadata={"description": "Stable, for machines."})
    detail = ma.fields.String(
        required=True, metadata={"description": "中文说明：哪里不对，下一步怎么做。"}
    )
    detail_en = ma.fields.String(required=True, metadata={"description": "The same in English."})
    fields_ = ma.fields.Dict(
        data_key="fields", metadata=sometimes("哪一项有误 · what is wrong with which field")
    )


@functools.cache
def page_of(item: type[Schema]) -> type[Schema]:
    """Return the shape of a page of such items."""
    name = item.__name__.removesuffix("Schema") + "Page"
    members = {
        "items": ma.fields.List(ma.fields.Nested(item)),
        "next_cursor": ma.fields.String(allow_none=True),
    }
    return type(name + "Schema", (Schema,), members)
