"""What stands in the address of WeChat's pushes."""

from typing import Any

import marshmallow as ma

from app.core.schemas import Schema
from app.wechat.push import Envelope


def _text(length: int, **kwargs: Any) -> ma.fields.String:
    return ma.fields.String(validate=ma.validate.Length(max=length), **kwargs)


class PushQuery(Schema):
    """The signature, and what is signed; WeChat adds more, which we do without."""

    class Meta:
        unknown = ma.EXCLUDE

    timestamp = ma.fields.String(required=True, validate=ma.validate.Regexp(r"^[0-9]{1,12}$"))
    nonce = _text(64, required=True)
    signature = _text(64, required=True)
    msg_signature = _text(64, load_default="")

    @ma.post_load
    def _make(self, values: dict[str, Any], **_: Any) -> dict[str, Any]:
        echo = {"echostr": values.pop("echostr")} if "echostr" in values else {}
        return {"envelope": Envelope(**values), **echo}


class EchoQuery(PushQuery):
    """The same with the text that WeChat wants to see again."""

    echostr = _text(256, required=True)
