"""The API of the project library."""

from typing import Any

from app.activities import projects
from app.activities.project_schemas import (
    AgainSchema,
    KeepSchema,
    ProjectInSchema,
    ProjectPatchSchema,
    ProjectQuery,
    ProjectSchema,
)
from app.activities.schemas import ActivitySchema
from app.core.auth import actor, requires
from app.core.etags import matched, tagged
from app.core.http import Blueprint
from app.core.schemas import page_of

blueprint = Blueprint("projects", __name__, description="项目库 · Project library")


@blueprint.get("/projects")
@requires
@blueprint.arguments(ProjectQuery, location="query")
@blueprint.response(200, page_of(ProjectSchema))
def list_projects(query: dict[str, Any]) -> Any:
    """项目库（协调员）：本组织的，以及全县共享的。The library; for coordinators."""
    return projects.list_projects(actor(), query)


@blueprint.post("/projects")
@requires
@blueprint.arguments(ProjectInSchema)
@blueprint.response(201, ProjectSchema)
def create_project(values: dict[str, Any]) -> Any:
    """项目入库（协调员）。Put a project into the library."""
    return projects.create(actor(), values)


@blueprint.get("/projects/<int:project_id>")
@requires
@tagged
@blueprint.response(200, ProjectSchema)
def show_project(project_id: int) -> Any:
    """查看一个项目。Show one project."""
    return projects.show(actor(), project_id)


@blueprint.patch("/projects/<int:project_id>")
@requires
@matched(lambda project_id: projects.show(actor(), project_id))
@blueprint.arguments(ProjectPatchSchema)
@blueprint.response(200, ProjectSchema)
def edit_project(values: dict[str, Any], project_id: int) -> Any:
    """修改项目；已生成的活动不变。Change a project; activities made from it stay."""
    return projects.edit(actor(), project_id, values)


@blueprint.delete("/projects/<int:project_id>")
@requires
@blueprint.response(204)
def archive_project(project_id: int) -> None:
    """项目出库。Take a project out of the library."""
    projects.archive(actor(), project_id)


@blueprint.post("/projects/<int:project_id>/activities")
@requires
@blueprint.arguments(AgainSchema)
@blueprint.response(201, ActivitySchema)
def make_activity(values: dict[str, Any], project_id: int) -> Any:
    """由项目生成活动草稿。Make a draft from a project."""
    return projects.make_activity(actor(), project_id, values)


@blueprint.post("/activities/<int:activity_id>/copies")
@requires
@blueprint.arguments(AgainSchema)
@blueprint.response(201, ActivitySchema)
def copy_activity(values: dict[str, Any], activity_id: int) -> Any:
    """复制活动为新草稿。Make a draft that is like this activity."""
    return projects.copy_activity(actor(), activity_id, values)


@blueprint.post("/activities/<int:activity_id>/project")
@requires
@blueprint.arguments(KeepSchema)
@blueprint.response(201, ProjectSchema)
def keep_activity(values: dict[str, Any], activity_id: int) -> Any:
    """把活动存入项目库。Put what this activity was like into the library."""
    return projects.keep_activity(actor(), activity_id, values)
