"""The stub's mini-program codes: what a scene and a page may be."""

import re
from dataclasses import dataclass, field

from tests.contract.wechat_answers import error

SCENE = re.compile(r"[0-9a-zA-Z!#$&'()*+,/:;=?@\-._~]{1,32}")
FLAGS = ("check_path", "auto_color", "is_hyaline")
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"


@dataclass
class Pictures:
    """The pages of the mini-program that are published."""

    pages: set[str] = field(default_factory=lambda: {"pages/index/index", "pages/activity/show"})


def draw(stub, body):
    """Answer getwxacodeunlimit."""
    return _bad_scene(body.get("scene")) or _bad_look(body) or _bad_page(stub, body) or JPEG


def _bad_scene(scene):
    if not isinstance(scene, str) or not SCENE.fullmatch(scene):
        return error(40169, "invalid length for scene, or the data is not json string")
    if "&" in scene:  # the documents allow it, the server does not
        return error(40129, "invalid scene")
    return None


def _bad_look(body):
    width = body.get("width", 430)
    fits = (
        body.get("env_version", "release") in {"release", "trial", "develop"}
        and isinstance(width, int)
        and 280 <= width <= 1280
        and all(isinstance(body.get(name, False), bool) for name in FLAGS)
        and _is_colour(body)
    )
    return None if fits else error(47001, "data format error")


def _bad_page(stub, body):
    page = body.get("page", "pages/index/index")
    unknown = body.get("check_path", True) and page not in stub.pictures.pages
    if page.startswith("/") or "?" in page or unknown:
        return error(41030, "invalid page")
    return None


def _is_colour(body):
    colour = body.get("line_color", {"r": 0, "g": 0, "b": 0})
    return (
        isinstance(colour, dict)
        and set(colour) == {"r", "g", "b"}
        and all(str(each).isdecimal() and int(each) < 256 for each in colour.values())
    )
