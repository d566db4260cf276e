"""Every column of text says who sees it before somebody has looked; a new one cannot be forgotten.

The table of docs/developers.md ("What people write") says what each word means.
"""

import dataclasses
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.core.db import Base
from tests.app.matching.test_matching import OFFER

APP = Path(__file__).parents[3] / "app"
# Handed in: the kind under which the check knows them.
HANDED_IN = {
    "activities.title": "activity",
    "activities.description": "activity",
    "users.nickname": "nickname",
    "venues.slogan": "venue",
    "venues.intro": "venue",
    "venues.exceptions": "venue",
    "projects.title": "project",
    "projects.summary": "project",
    "offers.title": "offer",
    "activities.state_reason": "activity_reason",
    "slots.cancel_reason": "slot_reason",
    "venues.address": "venue_address",
    "function_rooms.name": "room",
    "course_sessions.place": "session",
    "course_sessions.cancel_reason": "session_reason",
}
# Nobody but those who decide reads them until one of them has said yes.
DECIDED = {
    "activities": "risk_notice way conditions safety insurance_policy",
    "activity_sites": "name feature",
    "positions": "name",
    "projects": "content",  # an activity's words, reviewed again with each that is made from it
    "needs": "title risk_notice",
    "manual_claims": "description evidence",
    "courses": "title text video_url",
    "course_questions": "text choices",
    "closing_reports": "summary groups",
}
BY_DECIDERS = {"organisations": "name", "campaigns": "name theme"}
PRIVATE = {
    "sign_ups": "reason leave_reason",
    "memberships": "reason",
    "needs": "reason",
    "manual_claims": "reason",
    "reviews": "reason",
    "disputes": "reason outcome",
    "objections": "text answer",
    "minor_accesses": "why decision",
    "guardian_papers": "reason",
    "account_merges": "reason decision",
    "room_bookings": "purpose reason",
    "training_certificates": "revoke_reason",
    "households": "name",
    "passwords": "login_name",
    "logins": "device",
    "receipt_keys": "device",
    "audit_entries": "reason before after",
    "content_checks": "words",
    "imports": "problem",
}
# Made by us, out of what was declared above or of nothing that anybody wrote.
OURS = {
    "activities": "rules presence_policy change",
    "activity_sites": "site_id datum",
    "agreement_texts": "digest document",
    "agreements": "digest",
    "attempts": "key",
    "attendance_photos": "key mimetype digest",
    "venue_photos": "key mimetype digest",
    "attendances": "to_review",
    "audit_entries": "deed kind",
    "calendar_feeds": "digest",
    "chain_checkpoints": "ledger digest seal",
    "check_in_policies": "allowed second",
    "content_checks": "subject_kind trace_id",
    "course_questions": "right",
    "erasures": "kept",
    "evidence": "kind site_id detail",
    "guardian_invitations": "lookup",
    "guardian_papers": "purposes key mimetype",
    "idempotent_requests": "key fingerprint",
    "identities": "subject",
    "identity_verifications": "lookup",
    "imported_people": "lookup",
    "takeover_codes": "lookup",
    "imports": "counts",
    "invitations": "reasons",
    "listed_words": "word",
    "listings": "text",
    "logins": "family",
    "manual_quotas": "month",
    "manual_records": "previous seal",
    "minor_accesses": "fields",
    "minor_looks": "fields",
    "needs": "skills",
    "notice_messages": "template_id wechat_id",
    "notices": "key values",
    "offers": "skills",
    "organisations": "path place_path",
    "paper_cards": "token",
    "passwords": "hash",
    "phones": "lookup",
    "ping_batches": "batch_id digest datum platform device_id",
    "positions": "skills team_quotas",
    "quiz_attempts": "drawn",
    "receipt_keys": "salt",
    "receipts": "digest outcome",
    "recovery_codes": "digest",
    "reviews": "basis spans instead",
    "service_records": "rule_set cuts spans previous seal",
    "settlements": "verdict digest rule_set",
    "slots": "site_ids rule",
    "subscriptions": "template_id",
    "training_certificates": "number",
    "users": "volunteer_no",
    "venues": "datum weekly",
    "volunteer_skills": "skill",
}
OTHERS = (DECIDED, BY_DECIDERS, PRIVATE, OURS)


def texts() -> set[str]:
    """Every column that may hold what somebody wrote."""
    return {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.c
        if isinstance(column.type, sa.String | sa.JSON) and not isinstance(column.type, sa.Enum)
    }


def declared() -> list[str]:
    """Every column that somebody has spoken for."""
    named = [
        f"{table}.{column}"
        for each in OTHERS
        for table, columns in each.items()
        for column in columns.split()
    ]
    return [*HANDED_IN, *named]


def test_every_text_says_who_sees_it_first(app):
    assert texts() - set(declared()) == set(), "say in which of the tables above these belong"
    assert set(declared()) - texts() == set(), "these are gone"
    assert len(declared()) == len(set(declared())), "one word for each"


def test_a_forgotten_text_is_noticed(app):
    metadata = sa.MetaData()
    table = sa.Table("posts", metadata, sa.Column("text", sa.Text))
    assert isinstance(table.c.text.type, sa.String)
    assert "posts.text" not in declared()


@pytest.mark.parametrize("kind", sorted(set(HANDED_IN.values())))
def test_what_is_handed_in_has_a_writer_that_does(kind):
    named = [path for path in APP.rglob("*.py") if f'"{kind}"' in path.read_text(encoding="utf-8")]
    assert any("hand_in(" in path.read_text(encoding="utf-8") for path in named)


@pytest.fixture
def looking(app, monkeypatch):
    """The installation looks at words."""
    settings = dataclasses.replace(app.config["SETTINGS"], look_at_words=True)
    monkeypatch.setitem(app.config, "SETTINGS", settings)


def let_pass(county) -> None:
    """An administrator of everything, who wrote none of it, looks at all that waits."""
    root = county.login("administrator", "总管理员")
    for check in root.get("/content-checks")[1]["items"]:
        said = {"shown": True, "reason": "已看"}
        assert root.post(f"/content-checks/{check['id']}/decide", said)[0] == 200


def test_an_offer_is_listed_when_its_words_have_passed(county, looking):
    body = OFFER | {"organisation_id": county.organisation_id}
    assert county.coordinator.post("/offers", body)[0] == 201
    stranger = county.volunteer()
    assert stranger.get("/offers")[1]["items"] == []
    let_pass(county)
    assert [each["title"] for each in stranger.get("/offers")[1]["items"]] == [OFFER["title"]]


def test_a_shared_project_is_seen_elsewhere_when_its_words_have_passed(county, looking, work):
    from app.orgs.models import Organisation  # noqa: PLC0415
    from tests.factories import make_organisation  # noqa: PLC0415

    with work() as session:
        root = session.get(Organisation, county.organisation_id)
        here, there = (make_organisation(root, name).id for name in ("甲村", "乙村"))
    author = county.login("coordinator", "甲协调员", here)
    other = county.login("coordinator", "乙协调员", there)
    activity = author.post(
        "/activities",
        {
            "organisation_id": here,
            "title": "清理河道",
            "slots": [
                {"starts_at": "2026-06-04T01:00:00Z", "ends_at": "2026-06-04T03:00:00Z", "quota": 5}
            ],
        },
    )[1]
    status, project = author.post(f"/activities/{activity['id']}/project", {"shared": True})
    assert status == 201, project
    path = f"/projects/{project['id']}"
    assert author.get(path)[0] == 200
    assert (other.get(path)[0], other.get("/projects")[1]["items"]) == (404, [])
    let_pass(county)
    assert other.get(path)[0] == 200


def test_a_members_name_is_given_when_it_has_passed(county, looking):
    where = {"organisation_id": county.organisation_id, "name": "杨家"}
    household = county.coordinator.post("/households", where)[1]["id"]
    path = f"/households/{household}"
    status, member = county.coordinator.post(f"{path}/members", {"nickname": "杨奶奶"})
    assert (status, member["nickname"]) == (201, "家庭成员")
    let_pass(county)
    assert county.coordinator.get(path)[1]["members"][0]["nickname"] == "杨奶奶"
