"""The API's description (OpenAPI 3.1) and the page that shows it, from our own origin."""

from pathlib import Path
from typing import Any

import swagger_ui
from flask import Blueprint, Flask

_ASSETS = Path(swagger_ui.__file__).parent / "static"
assets = Blueprint(
    "docs_assets", __name__, static_folder=_ASSETS, static_url_path="/api/docs/assets"
)

CONFIG: dict[str, Any] = {
    "API_TITLE": "Weiguang 微光",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/api",
    "OPENAPI_JSON_PATH": "openapi.json",
    "OPENAPI_SWAGGER_UI_PATH": "/docs",
    "OPENAPI_SWAGGER_UI_URL": "/api/docs/assets/",
    "API_SPEC_OPTIONS": {
        "info": {"description": "志愿服务：签到、定位、时长。Check in, be located, earn hours."},
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
            }
        },
    },
}


def init_app(app: Flask) -> None:
    """Serve the page's own scripts and styles."""
    app.register_blueprint(assets)
