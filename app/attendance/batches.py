"""A batch of pings: its shape as it comes in, and its packed form as it is kept."""

import struct
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec
import numpy as np
from msgspec import Meta, Struct
from msgspec.structs import astuple

from app.core import limits
from app.core.errors import InvalidError
from geofence.pings import Pings
from geofence.repeats import Readings

NAME = r"^[A-Za-z0-9._-][A-Za-z0-9._:-]*$"  # a colon in front is kept for ourselves
Text = Annotated[str, Meta(min_length=1, max_length=limits.KEY_LENGTH, pattern=NAME)]
Datums = Annotated[str, Meta(pattern="^(wgs84|gcj02)$")]
AwareTime = Annotated[datetime, Meta(tz=True)]
Platform = Annotated[str, Meta(pattern="^(android|ios|browser|wechat|unknown)$")]

ROW = struct.Struct("<dddfff")  # how a ping is written; PACKED is how many are read
PACKED = np.dtype(
    [
        ("t", "<f8"),
        ("lon", "<f8"),
        ("lat", "<f8"),
        ("accuracy", "<f4"),
        ("speed", "<f4"),
        ("altitude", "<f4"),
    ]
)
NAN = float("nan")


class Ping(Struct, forbid_unknown_fields=True, gc=False):
    """One fix, as WeChat gives it."""

    t: AwareTime
    longitude: Annotated[float, Meta(ge=-180, le=180)]
    latitude: Annotated[float, Meta(ge=-90, le=90)]
    accuracy: Annotated[float, Meta(ge=-1e6, le=1e6)] | None = NAN
    speed: Annotated[float, Meta(ge=-1e3, le=1e3)] | None = NAN
    altitude: Annotated[float, Meta(ge=-1e4, le=1e5)] | None = NAN


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


def pack(pings: Sequence[Ping], times: Sequence[float]) -> list[bytes]:
    """Return each ping's packed row; ``times`` are theirs, in seconds since 1970."""
    row = ROW.pack
    try:
        return [
            row(t, p.longitude, p.latitude, p.accuracy, p.speed, p.altitude)
            for t, p in zip(times, pings, strict=True)
        ]
    except struct.error:  # a member that is null: rare, so nobody asks before
        return [row(t, *map(_known, astuple(p)[1:])) for t, p in zip(times, pings, strict=True)]


def _known(value: float | None) -> float:
    return NAN if value is None else value


def unpack(content: bytes, datum: str, platform: str) -> tuple[Pings, Readings]:
    """Return the engine's columns of packed rows."""
    rows = np.frombuffer(content, dtype=PACKED)
    accuracy = rows["accuracy"].astype(np.float64)
    return (
        Pings.of(rows["t"], rows["lon"], rows["lat"], accuracy, datum=datum, platform=platform),
        Readings(rows["speed"], rows["altitude"]),
    )


_decoder = msgspec.json.Decoder(Batch)


def _code_of(what: str, where: str) -> str:
    if where == "datum" or "`datum`" in what:
        return "datum_unknown"
    if where.endswith((".t", "sent_at")):
        return "time_invalid"
    if "longitude" in where or "latitude" in where:
        return "coordinate_invalid"
    return "ping_invalid"
