"""Shapes of calendar feeds on the wire."""

import marshmallow as ma

from app.core.schemas import Schema


class FeedSchema(Schema):
    """The address of one's own feed; shown once."""

    path = ma.fields.String(
        metadata={
            "description": "订阅地址，知道它的人都能看到您的报名；只显示这一次。Shown only once."
        }
    )
