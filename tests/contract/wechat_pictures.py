"""The stub's mini-program codes: what a scene and a page may be."""

import re
from dataclasses import dataclass, field

from tests.contract.wechat_answers import error

SCENE = re.compile(r"[0-9a-zA-Z!#$&'()*+,/:;=?@\-._~]{1,32}")
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"


@dataclass
class Pictures:
    """The pages of the mini-program that are published."""

    pages: set[str] = field(default_factory=lambda: {"pages/index/index", "pages/activity/show"})


def draw(stub, body):
    """Answer getwxacodeunlimit."""
    scene, page = body.get("scene"), body.get("page", "pages/index/index")
    if not isinstance(scene, str) or not SCENE.fullmatch(scene):
        return error(40169, "invalid length for scene, or the data is not json string")
    if body.get("env_version", "release") not in {"release", "trial", "develop"}:
        return error(47001, "data format error")
    if not isinstance(body.get("width", 430), int) or not 280 <= body.get("width", 430) <= 1280:
        return error(47001, "data format error")
    if page.startswith("/") or "?" in page:
        return error(41030, "invalid page")
    if body.get("check_path", True) and page not in stub.pictures.pages:
        return error(41030, "invalid page")
    return JPEG
