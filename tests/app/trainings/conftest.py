"""A county that teaches."""

import pytest

from tests.app.conftest import START

BANK = [
    {"text": f"第 {n} 题", "choices": ["甲", "乙", "丙", f"对{n}"], "right": [3]} for n in range(6)
]


@pytest.fixture
def school(county):
    """The county, with ``course(**more)`` that publishes a course and returns its path."""
    county.clock.freeze(START)

    def course(questions=(), **more) -> str:
        body = {"organisation_id": county.organisation_id, "kind": "article", "title": "急救"}
        status, made = county.coordinator.post("/courses", body | {"seconds": 120} | more)
        assert status == 201, made
        path = f"/courses/{made['id']}"
        for answer in (
            county.coordinator.put(f"{path}/questions", {"questions": list(questions)}),
            county.administrator.post(f"{path}/publish"),
        ):
            assert answer[0] == 200, answer
        return path

    county.course = course
    county.learn = lambda person, path, minutes=3: learn(county, person, path, minutes)
    return county


def learn(county, person, path: str, minutes: int) -> dict:
    """Beat every half minute."""
    for _ in range(2 * minutes):
        status, found = person.post(f"{path}/progress", {})
        assert status == 200, found
        county.clock.advance(seconds=30)
    return found


def answers(quiz: dict, right: int) -> dict:
    """Answers to a quiz, so many of them right."""
    places = [
        next(k for k, text in enumerate(each["choices"]) if text.startswith("对"))
        for each in quiz["questions"]
    ]
    wrong = [(place + 1) % 4 for place in places]
    return {"answers": [[p] for p in places[:right]] + [[w] for w in wrong[right:]]}
