"""Pictures as phones take them, and as somebody with bad intentions makes them."""

import struct
import zlib
from io import BytesIO

from PIL import Image
from PIL.PngImagePlugin import PngInfo

PLACE = b"28.5639N 108.5036E"
ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825


def draw(size=(8, 6), colour=(200, 30, 30), mode="RGB") -> Image.Image:
    """A picture of one colour."""
    return Image.new("RGB", size, colour).convert(mode)


def jpeg(colour=(200, 30, 30), *, picture=None, orientation=1, **options) -> bytes:
    """A photo with all that a phone says in it: place, maker, which way is up, a comment."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = orientation, PLACE.decode()
    exif[GPS] = {1: "N", 2: (28.0, 33.0, 50.0), 3: "E", 4: (108.0, 30.0, 13.0), 29: "2026:05:04"}
    told = {"exif": exif, "xmp": b"<x>" + PLACE + b"</x>", "comment": PLACE}
    return encoded(picture or draw(colour=colour), "JPEG", **told | options)


def png(colour=(30, 30, 200), *, picture=None) -> bytes:
    """The same as PNG, with words in it."""
    words, exif = PngInfo(), Image.Exif()
    words.add_text("Comment", PLACE.decode())
    exif[MAKE] = PLACE.decode()
    return encoded(picture or draw(colour=colour), "PNG", pnginfo=words, exif=exif)


def encoded(picture: Image.Image, kind: str, **options) -> bytes:
    written = BytesIO()
    picture.save(written, kind, **options)
    return written.getvalue()


def decoded(content: bytes) -> Image.Image:
    """The picture, wholly decoded."""
    picture = Image.open(BytesIO(content))
    picture.load()
    return picture


def png_bomb(width: int, height: int) -> bytes:
    """A few bytes that stand for so many pixels."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    packer, row = zlib.compressobj(9), bytes(1 + (width + 7) // 8)
    body = b"".join([packer.compress(row) for _ in range(height)]) + packer.flush()
    parts = _chunk(b"IHDR", head), _chunk(b"IDAT", body), _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def jpeg_bomb(width: int, height: int) -> bytes:
    """A small photo that says that it is larger."""
    content = bytearray(jpeg())
    frame = content.rindex(b"\xff\xc0\x00\x11")
    content[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(content)


def many_scans(count: int) -> bytes:
    """A progressive photo that is painted over and over."""
    content = encoded(draw((64, 64)), "JPEG", progressive=True)
    last, end = content.rindex(b"\xff\xda"), content.rindex(b"\xff\xd9")
    return content[:last] + content[last:end] * count + content[end:]


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check
