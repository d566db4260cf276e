"""The API of imports."""

from typing import Any

from flask import Response, request

from app.core.auth import actor, requires
from app.core.http import Blueprint
from app.core.schemas import page_of
from app.imports import schemas, service
from app.imports.template import template

blueprint = Blueprint("imports", __name__, description="批量导入 · Imports from a workbook")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BINARY = {"schema": {"type": "string", "format": "binary"}}
WORKBOOK = {"required": True, "content": {"application/octet-stream": BINARY}}


@blueprint.get("/imports/template")
@requires
@blueprint.response(200, BINARY["schema"], content_type=XLSX)
def download_template() -> Response:
    """下载导入模板。The empty workbook to fill in."""
    name = {"Content-Disposition": "attachment; filename=weiguang.xlsx"}
    return Response(template(), content_type=XLSX, headers=name)


@blueprint.post("/imports/check")
@requires
@blueprint.doc(requestBody=WORKBOOK)
@blueprint.arguments(schemas.ImportQuery, location="query")
@blueprint.response(200, schemas.ImportCheckSchema)
def check_workbook(query: dict[str, int]) -> Any:
    """检查工作簿（管理员），列出每个有误的单元格。Name every bad cell; write nothing."""
    return service.check(actor(), query["organisation_id"], request.get_data())


@blueprint.post("/imports")
@requires
@blueprint.doc(requestBody=WORKBOOK)
@blueprint.arguments(schemas.ImportQuery, location="query")
@blueprint.response(202, schemas.ImportSchema)
def start_import(query: dict[str, int]) -> Any:
    """导入组织、阵地和志愿者（管理员）。Import a tree, venues and volunteers; a job writes them.

    The same file again changes nothing: what is there already stays as it is.
    """
    return service.start(actor(), query["organisation_id"], request.get_data())


@blueprint.get("/imports")
@requires
@blueprint.arguments(schemas.ImportsQuery, location="query")
@blueprint.response(200, page_of(schemas.ImportSchema))
def list_imports(query: dict[str, Any]) -> Any:
    """导入记录（管理员）。An organisation's imports, newest first; for administrators."""
    return service.list_imports(actor(), query)


@blueprint.get("/imports/<int:import_id>")
@requires
@blueprint.response(200, schemas.ImportSchema)
def show_import(import_id: int) -> Any:
    """导入进度（管理员）。How far an import is."""
    return service.show(actor(), import_id)
