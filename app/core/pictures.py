"""Pictures as phones send them: decoded, turned upright, and drawn anew without what they say.

What is kept is made from the pixels alone, so nothing that came with them comes along: where and
when it was taken, a smaller picture of the same, another file behind the end.
"""

import threading
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageOps

from app.core import limits
from app.core.errors import AppError, InvalidError, TooLargeError

JPEG = "image/jpeg"
_FORMATS = ("JPEG", "PNG")
_QUALITIES = (82, 60, 40, 20)  # the best one at which it is small enough
_WHITE = (255, 255, 255)
_SCAN = b"\xff\xda"  # begins one (ITU-T T.81, B.2.3); phones write ten at most
_MOST_SCANS = 25  # each may cost as much as the whole picture, and be a few bytes long
Image.MAX_IMAGE_PIXELS = None  # ours is lower, and is asked before anything is decoded
_one_at_a_time = threading.Lock()  # for each holds all its pixels in memory


class Shown(NamedTuple):
    """A picture in the open, and its type."""

    content: bytes
    mimetype: str


def read(content: bytes) -> Shown:
    """Return a picture drawn anew, as JPEG; raise if it is none, or too large.

    Takes a tenth of a second: call before rows are locked, and for who may send one.
    """
    if len(content) > limits.PHOTO_BYTES:
        raise _too_large()
    try:
        with _one_at_a_time:
            return Shown(_draw(content), JPEG)
    except AppError:
        raise
    except Exception as error:  # whatever a file makes of the decoder, the file is to blame
        raise _no_picture() from error


def _draw(content: bytes) -> bytes:
    with Image.open(BytesIO(content), formats=_FORMATS) as sent:
        if sent.width * sent.height > limits.PHOTO_PIXELS:
            raise _too_many_pixels()
        if content.count(_SCAN) > _MOST_SCANS:
            raise _no_picture()
        sent.load()
        return _write(_flat(ImageOps.exif_transpose(_shrunk(sent))))


def _shrunk(picture: Image.Image) -> Image.Image:
    longest = max(picture.size)
    if longest <= limits.PHOTO_SIDE:
        return picture
    width, height = (max(1, side * limits.PHOTO_SIDE // longest) for side in picture.size)
    coloured = picture.convert("RGBA") if picture.mode in {"P", "PA"} else picture
    small = coloured.resize((width, height), Image.Resampling.BOX, reducing_gap=1.0)
    small.info = picture.info  # which way is up
    return small


def _flat(picture: Image.Image) -> Image.Image:
    """Return it in three colours, on white where one could look through it."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    flat = Image.new("RGB", layer.size, _WHITE)
    flat.paste(layer, mask=layer)
    return flat


def _write(picture: Image.Image) -> bytes:
    picture.info = {}  # or what it said would be written again
    for quality in _QUALITIES:
        written = BytesIO()
        picture.save(written, "JPEG", quality=quality)
        if written.tell() <= limits.PHOTO_BYTES:
            return written.getvalue()
    raise _too_large()


def _too_large() -> TooLargeError:
    return TooLargeError(
        "photo_too_large",
        f"照片过大（上限 {limits.PHOTO_BYTES // 1000} KB），请压缩后再传。",
        f"A photo may have at most {limits.PHOTO_BYTES} bytes. Compress it.",
        limit=limits.PHOTO_BYTES,
    )


def _too_many_pixels() -> TooLargeError:
    most = limits.PHOTO_PIXELS
    return TooLargeError(
        "photo_too_many_pixels",
        f"照片尺寸过大（上限 {most // 10_000} 万像素），请缩小后再传。",
        f"A photo may have at most {most} pixels. Make it smaller.",
        limit=most,
    )


def _no_picture() -> InvalidError:
    return InvalidError(
        "photo_invalid",
        "这不是完整的 JPEG 或 PNG 图片，请重新拍摄上传。",
        "This is no complete JPEG or PNG picture. Take and send another one.",
        fields={"body": ["no JPEG or PNG"]},
    )
