"""The project library (项目库): what has proved itself, to be made into activities again."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts import words
from app.activities import service
from app.activities.categories import Category
from app.activities.models import Activity, Position
from app.core import audit, clock, limits
from app.core.auth import Actor, RoleName
from app.core.db import Base, Key, add, session
from app.core.errors import ConflictError, NotFoundError
from app.core.paging import page
from app.orgs import service as orgs
from app.wechat import Scene

WORDS = "project"  # as the check of content names them


class Project(Base):
    """A kind of activity that is done again and again."""

    __tablename__ = "projects"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(limits.TITLE_LENGTH))
    summary: Mapped[str] = mapped_column(sa.Text, default="")  # what for, and what came of it
    content: Mapped[dict[str, Any]]  # of an activity: terms, rules of sign-up, positions, sites
    shared: Mapped[bool] = mapped_column(default=False)  # with the whole county
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


def create(actor: Actor, values: dict[str, Any]) -> Project:
    """Put a project into the library of an organisation."""
    organisation_id = values.pop("organisation_id", None) or orgs.default_for(actor).id
    actor.require(RoleName.COORDINATOR, orgs.path_of(organisation_id))
    project = add(
        Project(
            **values,
            organisation_id=organisation_id,
            created_by=actor.user_id,
            created_at=clock.now(),
        )
    )
    _hand_in(actor, project)
    audit.record(actor, "project.create", project)
    return project


def keep_activity(actor: Actor, activity_id: int, values: dict[str, Any]) -> Project:
    """Put what an activity was like into the library."""
    activity = service.get_activity(activity_id)
    actor.require(RoleName.COORDINATOR, orgs.path_of(activity.organisation_id))
    kept = {"title": activity.title, "content": content_of(activity)} | values
    return create(actor, kept | {"organisation_id": activity.organisation_id})


def list_projects(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the library: one's own organisations', and what their county shares."""
    statement = sa.select(Project).where(Project.archived_at.is_(None), _visible(actor))
    if query.get("q"):
        statement = statement.where(Project.title.contains(query["q"], autoescape=True))
    return page(statement, [Project.id], query, newest=True)


def show(actor: Actor, project_id: int) -> Project:
    """Return a project that the actor may see."""
    mine = sa.select(Project).where(Project.id == project_id, _visible(actor))
    found = session().scalar(mine)
    if found is None:
        raise NotFoundError("项目", "project")
    return found


def edit(actor: Actor, project_id: int, values: dict[str, Any]) -> Project:
    """Change a project; activities that were made from it stay as they are."""
    project = _own(actor, project_id)
    if project.version != values.pop("version"):
        raise ConflictError(
            "version_conflict",
            "其他人已修改该项目，请刷新后在新内容上修改。",
            "Somebody else has changed this project. Refresh, and change what is there now.",
            version=project.version,
        )
    for name, value in values.items():
        setattr(project, name, value)
    project.version += 1
    _hand_in(actor, project)
    audit.record(actor, "project.edit", project)
    return project


def archive(actor: Actor, project_id: int) -> None:
    """Take a project out of the library; where activities came from stays known."""
    project = _own(actor, project_id)
    project.archived_at = project.archived_at or clock.now()
    audit.record(actor, "project.archive", project)


def make_activity(actor: Actor, project_id: int, values: dict[str, Any]) -> Activity:
    """Make a draft from a project, for these slots."""
    project = show(actor, project_id)
    origin = {"project_id": project.id, "project_version": project.version}
    return _make(actor, project.content, {"title": project.title} | values, origin)


def copy_activity(actor: Actor, activity_id: int, values: dict[str, Any]) -> Activity:
    """Make a draft that is like an activity of one's own, for these slots."""
    activity = service.get_activity(activity_id)
    actor.require(RoleName.COORDINATOR, orgs.path_of(activity.organisation_id))
    origin = {
        "copied_from_id": activity.id,
        "project_id": activity.project_id,
        "project_version": activity.project_version,
    }
    named = {"title": activity.title, "organisation_id": activity.organisation_id} | values
    return _make(actor, content_of(activity), named, origin)


def content_of(activity: Activity) -> dict[str, Any]:
    """Return what of an activity can be done again."""
    names = (*service.SIGN_UP_RULES, *service.TERMS, "description", "presence_policy", "category")
    sites = [site.feature for site in activity.sites]
    return {name: getattr(activity, name) for name in names} | {
        "positions": [_described(each) for each in activity.positions],
        "sites": {
            "type": "FeatureCollection",
            "properties": {"datum": "wgs84"},
            "features": sites,
        }
        if sites
        else None,
    }


def _described(position: Position) -> dict[str, Any]:
    names = (
        "name", "quota", "min_age", "max_age", "skills", "course_id", "team_id", "quotas_of_teams",
    )  # fmt: skip
    return {name: getattr(position, name) for name in names}


def _make(
    actor: Actor, content: dict[str, Any], values: dict[str, Any], origin: dict[str, Any]
) -> Activity:
    content = {name: value for name, value in content.items() if name != "sites"} | {
        "description": content.get("description") or "",
        "positions": content.get("positions") or [],
        "presence_policy": content.get("presence_policy") or {"kind": "continuous"},
        "category": Category(content["category"]) if content.get("category") else None,
        "sites": content.get("sites"),
    }
    sites = content.pop("sites")
    activity = service.create_activity(actor, content | values, origin)
    return service.replace_sites(actor, activity.id, sites) if sites else activity


def _own(actor: Actor, project_id: int) -> Project:
    project = show(actor, project_id)
    actor.require(RoleName.COORDINATOR, orgs.path_of(project.organisation_id))
    session().refresh(project, with_for_update={"key_share": True})
    return project


def _visible(actor: Actor) -> sa.ColumnElement[bool]:
    scopes = [g.organisation_id for g in actor.grants if g.role is not RoleName.VOLUNTEER]
    if None in scopes:
        return sa.true()
    roots = {orgs.path_of(each)[0] for each in scopes if each is not None}
    own = Project.organisation_id.in_(orgs.ids_below(scopes))
    countys = Project.organisation_id.in_(orgs.ids_below(roots))
    # Others see it when its words have passed; those who work on it see what they write.
    return own | (Project.shared & countys & words.shown(WORDS, Project.id))


def _hand_in(actor: Actor, project: Project) -> None:
    text = f"{project.title}\n{project.summary}".strip()
    where = project.organisation_id
    words.hand_in(actor, words.Words(WORDS, project.id, text, Scene.FORUM, where))
