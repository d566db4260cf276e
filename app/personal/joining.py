"""Letting one account of a person end in another: the step that every way to it takes."""

from app.accounts import claims, phones
from app.core.auth import Actor
from app.imports import service as imports
from app.personal import parts


def join(source: int, target: int, actor: Actor | None = None) -> None:
    """Let an account end in another; both are locked, and nothing of theirs is under way."""
    parts.pass_on(source, target)
    phones.pass_on(source, target)
    imports.forget_person(source)
    claims.retire(source, target, actor)
