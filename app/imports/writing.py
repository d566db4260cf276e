"""Writing what a workbook asked for; what is there already stays, so it may run twice."""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa

from app.accounts import numbers, phones
from app.accounts.models import User
from app.core import audit, clock, crypto
from app.core.auth import Actor
from app.core.db import session
from app.imports.models import Import, ImportedPerson
from app.imports.reading import Known, Spot, Step
from app.notices import service as notices
from app.notices.kinds import Kind
from app.orgs import service as orgs
from app.orgs import teams
from app.orgs.models import Membership, MembershipState, Organisation, OrganisationKind
from app.venues import service as venues

PURPOSE, INDEX = "imported phone", "imported phone index"


class Names:
    """The organisations of a subtree, by the names that lead to them from its top."""

    def __init__(self, top: Organisation) -> None:
        self.top = top
        below = sa.select(Organisation).where(Organisation.id.in_(orgs.ids_below([top.id])))
        rows = {row.id: row for row in session().scalars(below)}
        self.places: dict[str, int] = {top.name: top.id}
        self.teams: dict[str, int] = {}
        self.known = Known(top.name, {top.name: _spot(top)}, {})
        for row in rows.values():
            if row.id != top.id:
                self.add(row, rows)

    def add(self, row: Organisation, rows: dict[int, Organisation]) -> None:
        """Take an organisation in."""
        chain = [rows[each].name for each in row.ancestry if each in rows and each != self.top.id]
        path, is_team = "/".join(chain), row.kind.is_team
        spots = self.known.teams if is_team else self.known.places
        spots[path] = _spot(row, shared=path in spots)
        (self.teams if is_team else self.places)[path] = row.id


def _spot(row: Organisation, *, shared: bool = False) -> Spot:
    return Spot(row.kind, len(row.ancestry), row.closed_at is not None, shared)


def write(
    actor: Actor, top: Organisation, steps: Iterable[Step], import_id: int | None = None
) -> Counter[str]:
    """Write the steps; return how many of what was new, and how many were there."""
    counts: Counter[str] = Counter()
    people = []
    top_id, names = top.id, Names(top)
    for kind, values in steps:
        if kind == "tree":
            counts[_grow(actor, top_id, names, values)] += 1
        elif kind == "venue":
            counts[_describe(actor, names, values)] += 1
        else:
            people.append(values)
    if people:
        counts += _let_in(actor, top_id, names, people, import_id)
    return counts


def reseal_people(row: ImportedPerson) -> bool:
    """Seal and index a number under the present key, if it is not."""
    if crypto.reseal(row.sealed, PURPOSE, str(row.user_id)) is None:
        return False
    number = crypto.unseal(row.sealed, PURPOSE, str(row.user_id))
    row.sealed = crypto.seal(number, PURPOSE, str(row.user_id))
    row.lookup = crypto.sign(number.decode(), INDEX)
    return True


def _grow(actor: Actor, top_id: int, names: Names, values: dict[str, Any]) -> str:
    kind = OrganisationKind(values["kind"])
    known = names.teams if kind.is_team else names.places
    path = f"{values['parent']}/{values['name']}" if values["parent"] else values["name"]
    if path in known:
        return "organisations_known"
    parent_id = known[values["parent"]] if values["parent"] else None
    place_id = names.places[values["place"]] if values["place"] else None
    if not kind.is_team:
        parent_id = parent_id or top_id
    elif parent_id is None:
        place_id = place_id or top_id
    made = orgs.create_organisation(actor, values["name"], kind, parent_id, place_id)
    known[path] = made.id
    return "organisations_new"


def _describe(actor: Actor, names: Names, values: dict[str, Any]) -> str:
    """Describe a venue as far as the sheet does; words and what else is there stay."""
    place_id = names.places[values["place"]]
    given = {name: value for name, value in values.items() if name != "place"}
    return "venues_new" if venues.place(actor, place_id, given) else "venues_known"


def _let_in(
    actor: Actor, top_id: int, names: Names, people: list[dict[str, Any]], import_id: int | None
) -> Counter[str]:
    """Find or make people by their phone, and make them members of their teams."""
    known = _owners([each["phone"] for each in people])
    fresh = {each["phone"]: each["name"] for each in people if each["phone"] not in known}
    strangers = _strangers(orgs.path_of(top_id)[0], known.values())
    known |= _make(fresh, import_id)
    wanted = {(names.teams[each["team"]], known[each["phone"]]) for each in people if each["team"]}
    asked = _ask({pair for pair in wanted if pair[1] in strangers})
    joined = _join(actor, {pair for pair in wanted if pair[1] not in strangers})
    if fresh or joined:
        after = {"people": [known[phone] for phone in fresh], "members": joined}
        top = orgs.get_organisation(top_id)
        audit.record(actor, "import.people", top, organisation_id=top_id, before={}, after=after)
    return Counter(
        people_new=len(fresh),
        people_known=len(people) - len(fresh),
        members_new=len(joined),
        members_asked=asked,
    )


def person_under(number: str) -> int | None:
    """Return who was imported under a number, under whichever key it is indexed."""
    return session().scalar(
        sa.select(ImportedPerson.user_id).where(
            ImportedPerson.lookup.in_(crypto.signatures(number, INDEX))
        )
    )


def _owners(found: list[str]) -> dict[str, int]:
    """Return who has these numbers: who bound one, or who was imported under one."""
    lookups = {sign: number for number in found for sign in crypto.signatures(number, INDEX)}
    imported = session().execute(
        sa.select(ImportedPerson.lookup, ImportedPerson.user_id).where(
            ImportedPerson.lookup.in_(lookups)
        )
    )
    return {lookups[lookup]: user_id for lookup, user_id in imported} | phones.owners_of(found)


def _make(fresh: dict[str, str], import_id: int | None) -> dict[str, int]:
    now = clock.now()
    users = [User(nickname=name, created_at=now) for name in fresh.values()]
    session().add_all(users)
    session().flush()
    for user in users:
        user.volunteer_no = numbers.number_for(user.id)
    for phone, user in zip(fresh, users, strict=True):
        sealed = crypto.seal(phone.encode(), PURPOSE, str(user.id))
        row = ImportedPerson(user_id=user.id, sealed=sealed, imported_at=now, import_id=import_id)
        row.lookup = crypto.sign(phone, INDEX)
        session().add(row)
    session().flush()
    return {phone: user.id for phone, user in zip(fresh, users, strict=True)}


def _strangers(root_id: int, user_ids: Collection[int]) -> set[int]:
    """Return who of these has nothing to do with a centre, nor was brought in by one of its lists.

    A phone number on a list is not their word that they want to be known there.
    """
    if not user_ids:
        return set()
    own = orgs.ids_below([root_id])
    brought = (
        sa.select(ImportedPerson.user_id)
        .outerjoin(Import, Import.id == ImportedPerson.import_id)
        .where(Import.organisation_id.in_(own) | ImportedPerson.import_id.is_(None))
    )
    met = User.id.in_(brought) | User.id.in_(teams.people_of(root_id))
    return set(user_ids) - set(
        session().scalars(sa.select(User.id).where(User.id.in_(user_ids), met))
    )


def _ask(wanted: set[tuple[int, int]]) -> int:
    """Ask strangers whether they want to join a team; return how many were not asked before."""
    asked = 0
    for team_id, user_id in sorted(wanted):
        values = {"organisation_id": str(team_id), "team": orgs.get_open(team_id).name}
        key = f"team_asks:{team_id}"
        asked += notices.notify(user_id, Kind.TEAM_ASKS, values, key=key) is not None
    return asked


def _join(actor: Actor, wanted: set[tuple[int, int]]) -> list[list[int]]:
    """Make people members; who was refused, left or was removed stays so: that was a decision."""
    pairs = sa.tuple_(Membership.organisation_id, Membership.user_id)
    there = session().scalars(sa.select(Membership).where(pairs.in_(sorted(wanted)))).all()
    now = clock.now()
    for each in there:
        if each.state is MembershipState.APPLIED:
            each.state = MembershipState.MEMBER
            each.decided_by, each.decided_at = actor.user_id, now
    for team_id in {team for team, _ in wanted}:
        orgs.get_open(team_id)
    missing = wanted - {(each.organisation_id, each.user_id) for each in there}
    for team_id, user_id in sorted(missing):
        row = Membership(organisation_id=team_id, user_id=user_id, state=MembershipState.MEMBER)
        row.applied_at, row.decided_by, row.decided_at = now, actor.user_id, now
        session().add(row)
    session().flush()
    return [list(pair) for pair in sorted(missing)]
