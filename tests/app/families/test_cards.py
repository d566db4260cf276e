"""Paper cards: which card it is stands in the code, who holds it does not."""

import re

import pytest
import sqlalchemy as sa

from app.core.errors import AppError
from app.families import cards, service
from app.families.models import PaperCard
from tests.app.families.conftest import add


def card_path(household, member) -> str:
    return f"/households/{household['id']}/members/{member}/card"


def texts(app) -> list[str]:
    """The texts of all cards, in order of issue."""
    from app.core.db import session  # noqa: PLC0415

    with app.app_context():
        rows = session().scalars(sa.select(PaperCard).order_by(PaperCard.id)).all()
        return [cards.text_of(row) for row in rows]


def read(app, text):
    """The holder's id, or the code of the refusal."""
    with app.app_context():
        try:
            return service.holder_of(text).holder_id
        except AppError as error:
            return error.code


def sheet(app, person, organisation_id, **more):
    query = {"organisation_id": organisation_id} | more
    headers = {"Authorization": f"Bearer {person.token}"}
    answer = app.test_client().get("/api/v1/card-sheet", query_string=query, headers=headers)
    return answer.status_code, answer.get_data(as_text=True), answer.headers


def test_a_card_names_its_holder_to_us_alone(app, leader, household):
    member = add(leader, household)
    status, card = leader.post(card_path(household, member))
    assert status == 201
    assert card.keys() == {"id", "issued_at"}
    (text,) = texts(app)
    assert re.fullmatch(r"WGC1\.[A-Z2-7]{26}\.[A-Z2-7]{16}", text)
    assert read(app, text) == member
    assert read(app, f" {text.lower()}\n") == member


def test_another_card_makes_the_first_one_void(app, leader, household):
    member = add(leader, household)
    first, second = (leader.post(card_path(household, member))[1]["id"] for _ in range(2))
    assert first != second
    assert [read(app, text) for text in texts(app)] == ["card_revoked", member]
    assert leader.delete(card_path(household, member))[0] == 204
    assert leader.delete(card_path(household, member))[0] == 204
    assert read(app, texts(app)[1]) == "card_revoked"


def test_two_leaders_who_issue_at_once_leave_one_good_card(app, leader, household, together):
    member = add(leader, household)
    answers = together(*(lambda: leader.post(card_path(household, member)) for _ in range(3)))
    assert [answer[0] for answer in answers] == [201] * 3
    assert sorted(map(str, (read(app, text) for text in texts(app)))) == sorted(
        ["card_revoked", "card_revoked", str(member)]
    )


def test_a_card_goes_with_the_membership(app, leader, household):
    member = add(leader, household)
    leader.post(card_path(household, member))
    assert leader.delete(f"/households/{household['id']}/members/{member}")[0] == 204
    assert read(app, texts(app)[0]) == "card_revoked"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _text: "",
        lambda _text: "WGC1",
        lambda text: text[:-1],
        lambda text: text[:-1] + ("A" if text[-1] != "A" else "B"),
        lambda text: text.replace("WGC1", "WGC2"),
        lambda text: "WGC1." + "A" * 26 + text[31:],
        lambda text: text + "中",
    ],
)
def test_what_is_not_ours_is_refused(app, leader, household, spoil):
    leader.post(card_path(household, add(leader, household)))
    assert read(app, spoil(texts(app)[0])) == "card_invalid"


def test_a_copy_of_the_table_prints_no_card(app, leader, household, work):
    leader.post(card_path(household, add(leader, household)))
    signature = texts(app)[0].split(".")[2]
    with work() as session:
        row = session.scalars(sa.select(PaperCard)).one()
        assert signature.encode() not in row.sealed


def test_a_printed_card_outlives_the_secret_key(app, leader, household, work, monkeypatch):
    member = add(leader, household)
    leader.post(card_path(household, member))
    (text,) = texts(app)
    old = app.config["SECRET_KEY"]
    monkeypatch.setitem(app.config, "SECRET_KEY", "another-key-of-32-characters-or-more")
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [old])
    with work():
        assert cards.reseal(0, 10).changed == 1
        assert cards.reseal(0, 10).changed == 0
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [])
    assert read(app, text) == member


def test_the_sheet_needs_nothing_from_elsewhere(app, leader, household, village):
    names = ["<script>alert(1)</script>", "杨奶奶"]
    for name in names:
        leader.post(card_path(household, add(leader, household, name)))
    status, page, headers = sheet(app, leader, village[0])
    assert status == 200
    assert headers["Content-Type"].startswith("text/html")
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert page.count("<svg") == 2
    assert "<script" not in page
    assert "杨奶奶" in page
    assert not re.search(r"(?:src|href)=|url\(|@import", page)
    assert not re.search("WGC1", page), "the text is in the picture alone"


def test_ten_cards_go_on_a_page_and_old_ones_are_not_printed_again(app, leader, household, village):
    issued = [
        leader.post(card_path(household, add(leader, household, f"成员{k}")))[1]["id"]
        for k in range(11)
    ]
    assert sheet(app, leader, village[0])[1].count('class="page"') == 2
    rest = sheet(app, leader, village[0], after=issued[8], household_id=household["id"])[1]
    assert rest.count("<svg") == 2
    assert "没有可打印" in sheet(app, leader, village[0], household_id=10**6)[1]


def test_the_code_on_the_sheet_is_the_card(app, leader, household):
    """Drawn as ISO/IEC 18004 has it: the same modules as a reader expects."""
    import segno  # noqa: PLC0415

    from app.core.db import session  # noqa: PLC0415
    from app.families import sheets  # noqa: PLC0415

    leader.post(card_path(household, add(leader, household)))
    with app.app_context():
        rows = session().scalars(sa.select(PaperCard)).all()
        ((drawn,),) = sheets.pages(rows)
        code = segno.make_qr(cards.text_of(rows[0]), error="q")
    assert code.mode == "alphanumeric"
    assert (code.version, code.error) in {(4, "Q"), (4, "H")}
    assert drawn.svg == code.svg_inline(omitsize=True, border=4)
