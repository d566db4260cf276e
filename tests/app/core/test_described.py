"""The description of the API: what a request must have, and what an answer always has."""

import json
from pathlib import Path

import pytest

from app.core.described import tell_apart

SHAPES = json.loads((Path(__file__).parents[3] / "openapi.json").read_text("utf-8"))["components"][
    "schemas"
]


def spec(**schemas):
    """A description with one route that takes an In and answers an Out."""
    refer = {each: {"$ref": f"#/components/schemas/{each}"} for each in schemas}
    asked = {"content": {"application/json": {"schema": refer["Asked"]}}}
    answered = {200: {"content": {"application/json": {"schema": refer["Answered"]}}}}
    return {
        "paths": {"/": {"post": {"requestBody": asked, "responses": answered}, "parameters": []}},
        "components": {"schemas": schemas, "responses": {}},
    }


def shape(required=(), **members):
    return {"type": "object", "properties": members, "required": list(required)}


def refer(name):
    return {"$ref": f"#/components/schemas/{name}"}


def described(**schemas):
    return tell_apart(spec(**schemas))["components"]["schemas"]


TEXT = {"type": "string"}


def test_an_answer_has_all_its_members_but_those_that_say_when():
    found = described(Asked=shape(), Answered=shape(a=TEXT, b=TEXT | {"x-sometimes": True}))
    assert found["Answered"]["required"] == ["a"]


def test_a_request_needs_what_it_says_and_no_default():
    found = described(Asked=shape(["a"], a=TEXT, b=TEXT | {"default": "x"}), Answered=shape())
    assert found["Asked"]["required"] == ["a"]
    assert found["Asked"]["properties"]["b"] == {"allOf": [TEXT | {"default": "x"}]}


def test_what_goes_both_ways_is_described_twice():
    both = shape(["a"], a=TEXT, id=TEXT | {"readOnly": True}, word=TEXT | {"writeOnly": True})
    found = described(Asked=shape(x=refer("Both")), Answered=shape(x=refer("Both")), Both=both)
    assert found["Asked"]["properties"]["x"] == refer("BothIn")
    assert found["Answered"]["properties"]["x"] == refer("Both")
    assert found["BothIn"]["properties"].keys() == {"a", "word"}
    assert found["BothIn"]["required"] == ["a"]
    assert found["Both"]["properties"].keys() == {"a", "id"}
    assert found["Both"]["required"] == ["a", "id"]


def test_a_name_stands_for_one_shape():
    schemas = {"Both": shape(), "BothIn": shape()}
    asked, answered = shape(x=refer("Both")), shape(x=refer("Both"), y=refer("BothIn"))
    with pytest.raises(ValueError, match="BothIn"):
        described(Asked=asked, Answered=answered, **schemas)


def test_the_committed_description_says_so():
    assert "required" in SHAPES["Activity"]
    assert SHAPES["SlotIn"]["required"] == ["ends_at", "quota", "starts_at"]
    assert {"id", "taken", "open"} <= set(SHAPES["Slot"]["required"])
    assert "distance_m" not in SHAPES["Activity"]["required"]
