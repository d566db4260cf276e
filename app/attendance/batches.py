"""A batch of pings as it comes in: its shape, and the fast way from bytes to values."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from app.core import limits
from app.core.errors import InvalidError

NAME = r"^[A-Za-z0-9._-][A-Za-z0-9._:-]*$"  # a colon in front is kept for ourselves
Text = Annotated[str, Meta(min_length=1, max_length=limits.KEY_LENGTH, pattern=NAME)]
Datums = Annotated[str, Meta(pattern="^(wgs84|gcj02)$")]
AwareTime = Annotated[datetime, Meta(tz=True)]
Platform = Annotated[str, Meta(pattern="^(android|ios|browser|wechat|unknown)$")]


class Ping(Struct, forbid_unknown_fields=True, gc=False):
    """One fix, as WeChat gives it."""

    t: AwareTime
    longitude: Annotated[float, Meta(ge=-180, le=180)]
    latitude: Annotated[float, Meta(ge=-90, le=90)]
    accuracy: Annotated[float, Meta(ge=-1e6, le=1e6)] | None = None
    speed: Annotated[float, Meta(ge=-1e3, le=1e3)] | None = None
    altitude: Annotated[float, Meta(ge=-1e4, le=1e5)] | None = None


class Batch(Struct, forbid_unknown_fields=True):
    """What a phone sends at once: its own id for the batch, and the datum, always."""

    batch_id: Text
    datum: Datums
    pings: Annotated[list[Ping], Meta(min_length=1, max_length=limits.PINGS_PER_BATCH)]
    platform: Platform = "wechat"
    device_id: Text | None = None
    sent_at: AwareTime | None = None


def decode_batch(body: bytes) -> Batch:
    """Return the batch in a request's body; raise ``InvalidError`` naming the field."""
    try:
        return _decoder.decode(body)
    except msgspec.ValidationError as error:
        what, _, place = str(error).partition(" - at `$")
        where = place.rstrip("`").lstrip(".") or "body"
        raise InvalidError(
            _code_of(what, where),
            f"定位数据有误（{where}）。请更正或去掉该项后重发；本批数据均未保存。",
            f"{what} at {where}. Correct or drop it and send the batch again; "
            "nothing of the batch was stored.",
            fields={where: [what]},
        ) from error
    except msgspec.DecodeError as error:
        raise InvalidError(
            "json_invalid",
            "请求不是有效的 JSON，请更新小程序后重试。",
            f"The body is not valid JSON: {error}. Nothing was stored.",
        ) from error


_decoder = msgspec.json.Decoder(Batch)


def _code_of(what: str, where: str) -> str:
    if where == "datum" or "`datum`" in what:
        return "datum_unknown"
    if where.endswith((".t", "sent_at")):
        return "time_invalid"
    if "longitude" in where or "latitude" in where:
        return "coordinate_invalid"
    return "ping_invalid"
