"""The screens as they were built: files from app/static, and what keeps them to our origin."""

import mimetypes
import re
from pathlib import Path
from typing import Any

import marshmallow as ma
from flask import Flask, Response, current_app, redirect, render_template, request, send_file
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join
from werkzeug.wrappers import Response as AnyResponse

from app.core import clock
from app.core.http import Blueprint
from app.core.schemas import Schema, sometimes
from config import DEMO_MARK, MapKind, Settings

BUILT = Path(__file__).resolve().parents[1] / "static"
SCREENS = ("m", "console")
# Vite writes the digest of the content into the name: what has that name never changes.
_DIGESTED = re.compile(r"assets/.+[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$")
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_FOREVER = "public, max-age=31536000, immutable"
DEMO_WITHIN_S = 600.0
_PAGES = "pages.txt"  # the addresses that a screen has behind the #, as its build lists them
_TIANDITU = "https://*.tianditu.gov.cn"
_PAGE = {
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=()",
}
# Whatever the machine's own table says: a browser runs no module of another type.
_KINDS = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
blueprint = Blueprint("screens", __name__, description="界面设置 · What the screens may show")


class BaseMapSchema(Schema):
    """What lies under the fences on a map; none is a usable grey sheet."""

    kind = ma.fields.Enum(MapKind, by_value=True)
    url = ma.fields.String(metadata=sometimes("pmtiles：文件的地址 · where the file is"))
    key = ma.fields.String(metadata=sometimes("tianditu：天地图的密钥 · Tianditu's key"))


class ScreensSchema(Schema):
    """What a screen has to know before anybody has logged in."""

    organisation = ma.fields.String()
    development = ma.fields.Boolean(
        metadata={"description": "试用：可不经验证登录 · a trial: one may log in under any name"}
    )
    base_map = ma.fields.Nested(BaseMapSchema)
    demo_loading = ma.fields.Boolean(
        metadata={"description": "演示数据还在载入 · what is empty will not stay so"}
    )


@blueprint.get("/screens")
@blueprint.response(200, ScreensSchema)
def show_screens() -> dict[str, Any]:
    """界面设置：名称、底图、是否试用。What the screens may show, before a login."""
    settings = _settings()
    return {
        "organisation": settings.organisation,
        "development": settings.development,
        "base_map": settings.map_shown,
        "demo_loading": settings.development and _is_recent(settings.var / DEMO_MARK),
    }


def _is_recent(mark: Path) -> bool:
    """Say whether a mark was set a short while ago; one that nobody took away says nothing."""
    try:
        since = mark.stat().st_mtime
    except FileNotFoundError:
        return False
    return clock.now().timestamp() - since < DEMO_WITHIN_S


def init_app(app: Flask) -> None:
    """Serve the front page, both screens, and the tiles of a map of one's own."""
    app.add_url_rule("/", "front", _front)
    for name in SCREENS:
        app.add_url_rule(f"/{name}", f"{name}_plain", lambda name=name: redirect(f"/{name}/"))
        app.add_url_rule(f"/{name}/", f"{name}_page", _screen, defaults={"name": name, "path": ""})
        app.add_url_rule(f"/{name}/<path:path>", f"{name}_file", _screen, defaults={"name": name})
    app.add_url_rule("/tiles/<string:name>", "tiles", _tiles)


def _front() -> AnyResponse:
    """Show the ways into a trial; who comes to a real installation is a volunteer."""
    if not _settings().development:
        return redirect("/m/")
    missing = [name for name in SCREENS if not _index(name).is_file()]
    return _page(render_template("front.html", missing=missing), 200)


def _screen(name: str, path: str) -> AnyResponse:
    if not _index(name).is_file():
        return _page(render_template("unbuilt.html", name=name), 503)
    found = safe_join(str(BUILT / name), path) if path else None
    if found is not None and Path(found).is_file():
        return _file(Path(found), path)
    if not path:
        return _file(_index(name), "index.html")
    if Path(path).suffix:
        raise NotFound
    return _page_within(name, path)


def _page_within(name: str, path: str) -> AnyResponse:
    """Lead to a page by the screen's own address of it; whatever else is asked for is not there."""
    listed = BUILT / name / _PAGES
    if listed.is_file() and path in listed.read_text("utf-8").splitlines():
        query = f"?{request.query_string.decode()}" if request.query_string else ""
        return redirect(f"/{name}/#/{path}{query}")
    return _page(render_template("missing.html", name=name), 404)


def _tiles(name: str) -> AnyResponse:
    """Give out a file of map tiles, in the ranges that the map asks for."""
    found = safe_join(str(_settings().var / "tiles"), name)
    if found is None or not name.endswith(".pmtiles") or not Path(found).is_file():
        raise NotFound
    return _safe(send_file(found, "application/octet-stream", conditional=True, max_age=86_400))


def _file(path: Path, name: str) -> AnyResponse:
    encoding, served = _smallest(path)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    response = send_file(served, _KINDS.get(path.suffix, kind), conditional=True)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.vary.add("Accept-Encoding")
    # What keeps its name is asked about each time, and costs an answer without a body.
    response.headers["Cache-Control"] = _FOREVER if _DIGESTED.search(name) else "no-cache"
    # The name of the file that was read says nothing to whoever asked for another.
    response.headers.pop("Content-Disposition", None)
    return _safe(response)


def _smallest(path: Path) -> tuple[str | None, Path]:
    """Return the file as it was compressed when it was built, if the browser reads that."""
    for encoding, suffix in _ENCODINGS:
        beside = path.with_name(path.name + suffix)
        if request.accept_encodings[encoding] > 0 and beside.is_file():
            return encoding, beside
    return None, path


def _page(html: str, status: int) -> AnyResponse:
    return _safe(Response(html, status, {"Cache-Control": "no-store"}))


def _safe(response: AnyResponse) -> AnyResponse:
    """Keep the page to our origin; where Tianditu's map is shown, to Tianditu's too."""
    foreign = f" {_TIANDITU}" if _settings().map_shown["kind"] is MapKind.TIANDITU else ""
    policy = {
        "default-src": "'self'",
        "img-src": f"'self' data: blob:{foreign}",
        "connect-src": f"'self'{foreign}",
        # Leaflet and the component libraries place things by style attributes.
        "style-src": "'self' 'unsafe-inline'",
        "worker-src": "'self' blob:",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "object-src": "'none'",
        "form-action": "'self'",
    }
    response.headers["Content-Security-Policy"] = "; ".join(map(" ".join, policy.items()))
    # Tianditu's keys are bound to the name of the site that shows the map.
    response.headers["Referrer-Policy"] = "strict-origin" if foreign else "no-referrer"
    response.headers.update(_PAGE)
    return response


def _index(name: str) -> Path:
    return BUILT / name / "index.html"


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
