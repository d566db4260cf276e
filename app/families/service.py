"""Use cases of households: who belongs to them, and who acts for whom."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.accounts import consents, guardians, statements, words
from app.accounts import service as accounts
from app.accounts.models import Purpose
from app.core import audit, clock
from app.core.auth import Actor
from app.core.db import add, session
from app.core.errors import ConflictError, NotFoundError
from app.core.paging import page
from app.families import cards, policy
from app.families.models import Household, HouseholdMember, PaperCard

MOST = 20  # members of a household
UNNAMED = "家庭成员"  # until the name has passed


def guardian_texts() -> list[dict[str, Any]]:
    """Return what guardians are asked for, in its present words: a form of paper has them too."""
    return [{"purpose": purpose, "text": text} for purpose, text in guardians.texts()]


def create_household(actor: Actor, organisation_id: int, name: str) -> Household:
    """Begin a household of an organisation; for its leaders."""
    policy.require_leader_of(actor, organisation_id)
    row = Household(organisation_id=organisation_id, name=name, created_by=actor.user_id)
    row.created_at = clock.now()
    audit.record(actor, "household.create", row)
    return row


def list_households(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of an organisation's households; for its leaders."""
    policy.require_leader_of(actor, query["organisation_id"])
    rows = (
        sa.select(Household)
        .where(Household.organisation_id == query["organisation_id"])
        .options(selectinload(Household.members))
    )
    found = page(rows, [Household.id], query)
    return found | {"items": _views(found["items"])}


def show_household(actor: Actor, household_id: int) -> dict[str, Any]:
    """Return a household with its members and their cards."""
    return _views([_visible(actor, household_id)])[0]


def add_member(
    actor: Actor,
    household_id: int,
    nickname: str,
    agreed: Sequence[tuple[Purpose, int]] = (),
    age: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """Give somebody without a phone an account that is acted for.

    ``agreed`` is what they agreed to on paper, which the leader read to them and keeps; ``age``
    what they say of it, as of ``say_age``.
    """
    household = _visible(actor, household_id, lock=True)
    if len(household.members) >= MOST:
        raise ConflictError(
            "household_full",
            f"一个家庭最多 {MOST} 人，请另建一个家庭。",
            f"A household has at most {MOST} members. Make another one.",
            limit=MOST,
        )
    user = accounts.make_user(UNNAMED)
    written = words.Words(
        words.NICKNAME, user.id, nickname, organisation_id=household.organisation_id
    )
    if words.hand_in(actor, written) is None:
        user.nickname = nickname
    member = HouseholdMember(household_id=household.id, user_id=user.id, added_by=actor.user_id)
    member.added_at = clock.now()
    after = {"paper": [purpose.value for purpose, _ in agreed]}
    audit.record(
        actor, "household.add", add(member), before={}, after=after,
        on_behalf_of=user.id, organisation_id=household.organisation_id,
    )  # fmt: skip
    for purpose, version in agreed:
        consents.give_consent(
            Actor(user.id), purpose, version, by=actor, organisation_id=household.organisation_id
        )
    if age is not None:
        _say_age(actor, household, user.id, age)
    return _member_view(member, None)


def say_age(actor: Actor, household_id: int, user_id: int, age: Mapping[str, int]) -> None:
    """Note what a member says of their age, as anybody with a phone does before a sign-up."""
    _say_age(actor, member_of(actor, household_id, user_id), user_id, age)


def _say_age(actor: Actor, household: Household, user_id: int, age: Mapping[str, int]) -> None:
    organisation_id = household.organisation_id
    statements.say(Actor(user_id), **age, by=actor, organisation_id=organisation_id)


def remove_member(actor: Actor, household_id: int, user_id: int) -> None:
    """Let somebody leave a household; nobody acts for them any more, and their card is void."""
    household = _visible(actor, household_id)
    member = _member(household, user_id)
    cards.revoke(actor, user_id, household.organisation_id)
    member.left_at = clock.now()
    audit.record(
        actor, "household.remove", member,
        on_behalf_of=user_id, organisation_id=household.organisation_id,
    )  # fmt: skip


def issue_card(actor: Actor, household_id: int, user_id: int) -> PaperCard:
    """Give a member a paper card; the one before is void from now on."""
    household = _visible(actor, household_id, lock=True)
    _member(household, user_id)
    return cards.issue(actor, user_id, household.organisation_id)


def revoke_card(actor: Actor, household_id: int, user_id: int) -> None:
    """Make a member's card void, as when it is lost."""
    household = _visible(actor, household_id, lock=True)
    _member(household, user_id)
    cards.revoke(actor, user_id, household.organisation_id)


def sheet(actor: Actor, query: dict[str, Any]) -> list[PaperCard]:
    """Return the good cards of an organisation, or of one of its households, to be printed."""
    policy.require_leader_of(actor, query["organisation_id"])
    return cards.good_ones(
        query["organisation_id"], query.get("household_id"), query["after"], query["limit"]
    )


def require_acts_for(actor: Actor, member_id: int) -> Household:
    """Return the household in which the actor acts for a person; raise if in none."""
    household = session().scalar(
        sa.select(Household)
        .join(HouseholdMember, HouseholdMember.household_id == Household.id)
        .where(HouseholdMember.user_id == member_id, HouseholdMember.left_at.is_(None))
    )
    policy.require_acts_for(actor, member_id, household)
    if household is None:  # what the policy has refused, said once more for the type
        raise NotFoundError("家庭成员", "member of a household")
    return household


def holder_of(text: str) -> PaperCard:
    """Return the card that a QR code's text belongs to; raise unless it is one, and good."""
    return cards.read(text)


def member_of(actor: Actor, household_id: int, user_id: int) -> Household:
    """Return a household that the actor may see and the person belongs to; nobody is one's own."""
    household = _visible(actor, household_id)
    _member(household, user_id)
    policy.require_acts_for(actor, user_id, household)
    return household


def _visible(actor: Actor, household_id: int, *, lock: bool = False) -> Household:
    found = session().get(
        Household, household_id, with_for_update={"of": Household} if lock else None
    )
    return policy.require_visible(actor, found)


def _member(household: Household, user_id: int) -> HouseholdMember:
    for member in household.members:
        if member.user_id == user_id:
            return member
    raise NotFoundError("家庭成员", "member of this household")


def _views(households: Sequence[Household]) -> list[dict[str, Any]]:
    held = cards.held_by([m.user_id for each in households for m in each.members])
    return [
        {
            "household": each,
            "members": [_member_view(m, held.get(m.user_id)) for m in each.members],
        }
        for each in households
    ]


def _member_view(member: HouseholdMember, card: PaperCard | None) -> dict[str, Any]:
    return {
        "user_id": member.user_id,
        "nickname": member.user.nickname,
        "added_at": member.added_at,
        "card": card,
    }
