"""Pictures as phones send them: what they are, and what they say about themselves taken out."""

from typing import NamedTuple

from app.core import limits
from app.core.errors import InvalidError, TooLargeError

JPEG, PNG = "image/jpeg", "image/png"
_PNG_BEGINS = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"sRGB", b"gAMA"}
_SCAN, _END = 0xDA, 0xD9
_WITHIN_SCAN = {0x00, *range(0xD0, 0xD8)}
# Application segments but JFIF's and Adobe's (colours), and comments: EXIF, XMP, thumbnails.
_DROPPED = ({*range(0xE0, 0xF0), 0xFE}) - {0xE0, 0xEE}


class Shown(NamedTuple):
    """A picture in the open, and its type."""

    content: bytes
    mimetype: str


def read(content: bytes) -> tuple[bytes, str]:
    """Return a picture without what it says about itself, and its type; raise if it is none."""
    if len(content) > limits.PHOTO_BYTES:
        raise TooLargeError(
            "photo_too_large",
            f"照片过大（上限 {limits.PHOTO_BYTES // 1000} KB），请压缩后再传。",
            f"A photo may have at most {limits.PHOTO_BYTES} bytes. Compress it.",
            limit=limits.PHOTO_BYTES,
        )
    try:
        if content.startswith(b"\xff\xd8\xff"):
            return _jpeg(content), JPEG
        if content.startswith(_PNG_BEGINS):
            return _png(content), PNG
    except (IndexError, ValueError) as error:
        raise _no_picture() from error
    raise _no_picture()


def _jpeg(content: bytes) -> bytes:
    """Return the segments of the picture (ITU-T T.81, B.1), without what is dropped."""
    kept, place = bytearray(content[:2]), 2
    while content[place + 1] != _END:
        marker, begin = content[place + 1], place
        place += 2 + int.from_bytes(content[place + 2 : place + 4])
        if content[begin] != 0xFF or place - begin < 4 or place >= len(content):
            raise ValueError("no segment, or one that is longer than the file")
        if marker == _SCAN:
            place = _end_of_scan(content, place)
        if marker not in _DROPPED:
            kept += content[begin:place]
    # What follows the end of the picture belongs to nobody.
    return bytes(kept + content[place : place + 2])


def _end_of_scan(content: bytes, place: int) -> int:
    """Return where the next marker stands that is neither a stuffed byte nor a restart."""
    while True:
        place = content.index(b"\xff", place)
        if content[place + 1] not in _WITHIN_SCAN:
            return place
        place += 2


def _png(content: bytes) -> bytes:
    """Return the chunks that make the picture (RFC 2083), and no others."""
    kept, place = bytearray(_PNG_BEGINS), len(_PNG_BEGINS)
    while True:
        length, kind = int.from_bytes(content[place : place + 4]), content[place + 4 : place + 8]
        end = place + 12 + length
        if len(kind) != 4 or end > len(content):
            raise ValueError("a chunk is longer than the file")
        if kind in _PNG_KEPT:
            kept += content[place:end]
        if kind == b"IEND":
            return bytes(kept)
        place = end


def _no_picture() -> InvalidError:
    return InvalidError(
        "photo_invalid",
        "这不是完整的 JPEG 或 PNG 图片，请重新拍摄上传。",
        "This is no complete JPEG or PNG picture. Take and send another one.",
        fields={"body": ["no JPEG or PNG"]},
    )
