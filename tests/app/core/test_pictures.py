"""Pictures are decoded and drawn anew: whole, bounded, upright, and silent about themselves."""

import io
import time
import zipfile

import pytest
from hypothesis import given
from hypothesis import settings as of_hypothesis
from hypothesis import strategies as st
from PIL import Image

from app.core import limits, pictures
from app.core.errors import AppError
from tests.pictures import (
    PLACE,
    decoded,
    draw,
    encoded,
    jpeg,
    jpeg_bomb,
    many_scans,
    png,
    png_bomb,
)

RED, BLUE = (200, 30, 30), (30, 30, 200)


def halves() -> Image.Image:
    """A picture whose left half is red and whose right half is blue."""
    picture = draw((80, 40), RED)
    picture.paste(draw((40, 40), BLUE), (40, 0))
    return picture


def is_near(colour, other) -> bool:
    return all(abs(one - two) < 12 for one, two in zip(colour, other, strict=True))


@pytest.mark.parametrize("sent", [jpeg(), png(), jpeg(progressive=True)])
def test_a_picture_keeps_nothing_that_it_says_of_itself(sent):
    assert PLACE in sent
    kept, kind = pictures.read(sent + b"what a phone appends")
    picture = decoded(kept)
    assert (kind, picture.format, picture.size) == ("image/jpeg", "JPEG", (8, 6))
    assert not picture.getexif()
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert PLACE not in kept
    assert b"appends" not in kept


@pytest.mark.parametrize(
    ("orientation", "size", "corner"),
    [(1, (80, 40), RED), (3, (80, 40), BLUE), (6, (40, 80), RED), (8, (40, 80), BLUE)],
)
def test_a_picture_stands_upright_without_saying_so(orientation, size, corner):
    picture = decoded(pictures.read(jpeg(picture=halves(), orientation=orientation)).content)
    assert picture.size == size
    assert is_near(picture.getpixel((3, 3)), corner)


def test_a_large_picture_is_upright_and_small_and_not_distorted():
    large = draw((3_000, 1_500), RED)
    large.paste(draw((1_500, 1_500), BLUE), (1_500, 0))
    picture = decoded(pictures.read(jpeg(picture=large, orientation=6)).content)
    assert picture.size == (limits.PHOTO_SIDE // 2, limits.PHOTO_SIDE)
    assert is_near(picture.getpixel((500, 100)), RED)
    assert is_near(picture.getpixel((500, 1_900)), BLUE)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_whatever_a_png_is_made_of_becomes_a_picture(mode):
    grey = draw((2_500, 10), (90, 90, 90), "I" if mode == "I;16" else mode)
    grey = grey.point(lambda value: value * 257).convert(mode) if mode == "I;16" else grey
    picture = decoded(pictures.read(encoded(grey, "PNG")).content)
    assert (picture.mode, picture.size) == ("RGB", (limits.PHOTO_SIDE, 8))


def test_what_one_could_look_through_is_white():
    through = Image.new("RGBA", (10, 10), (0, 0, 0, 0))
    assert is_near(
        decoded(pictures.read(encoded(through, "PNG")).content).getpixel((5, 5)), (255,) * 3
    )


def test_a_photo_for_printing_and_one_of_two_lenses_are_photos():
    printed = encoded(draw(mode="CMYK"), "JPEG")
    two = encoded(draw((40, 40)), "MPO", save_all=True, append_images=[draw((20, 20), BLUE)])
    assert decoded(pictures.read(printed).content).mode == "RGB"
    assert decoded(pictures.read(two).content).size == (40, 40)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xff\xd8\xff",
        b"\xff\xd8" * 9,
        jpeg()[:40],
        jpeg(picture=halves())[:-30],
        jpeg(picture=halves(), progressive=True)[:-30],
        png()[:20],
        png(picture=halves())[:-30],
        png().replace(b"IDAT", b"IDXX"),
        *(encoded(draw(), kind) for kind in ("GIF", "BMP", "TIFF", "WEBP")),
    ],
)
def test_what_is_no_complete_picture_is_refused(content):
    with pytest.raises(AppError) as refused:
        pictures.read(content)
    assert refused.value.code == "photo_invalid"


@pytest.mark.parametrize("bomb", [png_bomb(30_000, 30_000), jpeg_bomb(60_000, 60_000)])
def test_a_bomb_is_refused_before_it_is_decoded(bomb):
    assert len(bomb) < limits.PHOTO_BYTES
    begin = time.thread_time()
    with pytest.raises(AppError) as refused:
        pictures.read(bomb)
    assert refused.value.code == "photo_too_many_pixels"
    assert time.thread_time() - begin < 0.1


def test_a_photo_painted_over_and_over_is_refused():
    assert pictures.read(many_scans(10))
    with pytest.raises(AppError) as refused:
        pictures.read(many_scans(1_000))
    assert refused.value.code == "photo_invalid"


def test_an_archive_or_a_page_hidden_in_a_photo_is_gone():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("evil.js", "alert(1)")
    page = b"<script>alert(1)</script>"
    kept = pictures.read(jpeg(comment=page) + archive.getvalue()).content
    assert not zipfile.is_zipfile(io.BytesIO(kept))
    assert page not in kept


def test_a_picture_that_cannot_be_made_small_is_small_all_the_same():
    noise = Image.effect_noise((1_600, 1_600), 200)
    sent = encoded(noise, "JPEG", quality=10)
    assert len(sent) < limits.PHOTO_BYTES
    assert len(pictures.read(sent).content) <= limits.PHOTO_BYTES


@of_hypothesis(max_examples=300, deadline=None)
@given(
    content=st.sampled_from([jpeg(), png(), jpeg(progressive=True), b"\xff\xd8\xff", png()[:50]]),
    spoilt=st.lists(st.tuples(st.integers(0, 900), st.integers(1, 255)), max_size=4),
    rest=st.binary(max_size=40),
)
def test_whatever_comes_is_refused_or_becomes_a_whole_picture(content, spoilt, rest):
    content = bytearray(content + rest)
    for place, change in spoilt:
        if place < len(content):
            content[place] ^= change
    try:
        kept, _ = pictures.read(bytes(content))
    except AppError:
        return
    assert decoded(kept).format == "JPEG"
