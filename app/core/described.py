"""What a shape promises, in the API's description: an answer has every member that is named.

A schema may be loaded, dumped or both, and the two promise different things. A request must have
what is ``required``; an answer has all its members, null where that is said, unless one is marked
``metadata={"x-sometimes": "when"}``. A shape that goes both ways is therefore described twice:
``Slot`` as it is answered, ``SlotIn`` as it is asked for. Tests hold every answer to it.
"""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any

from apispec import APISpec, BasePlugin

SOMETIMES = "x-sometimes"
_SCHEMAS = "#/components/schemas/"
Node = dict[str, Any]


class Described(BasePlugin):
    """Makes the whole description say so, wherever it is given out."""

    def init_spec(self, spec: APISpec) -> None:
        """Tell requests and answers apart, when all shapes are known."""
        plain = spec.to_dict
        spec.to_dict = lambda: tell_apart(deepcopy(plain()))  # type: ignore[method-assign]


def tell_apart(spec: Node) -> Node:
    """Describe what is asked for and what is answered by what each promises, in place."""
    schemas = spec["components"]["schemas"]
    requests = [each.get("requestBody", {}) for each in _operations(spec)]
    answers = [each["responses"] for each in _operations(spec)]
    answers.append(spec["components"]["responses"])
    asked, answered = _reached(requests, schemas), _reached(answers, schemas)
    both = asked & answered
    names = {name: name.removesuffix("In") + "In" for name in both}
    as_asked = _renamed(requests, {name: _request(schemas[name]) for name in asked}, names)
    names = {name: name.removesuffix("In") for name in both}
    as_answered = _renamed(answers, {name: _answer(schemas[name]) for name in answered}, names)
    _require_apart(as_asked, as_answered)
    kept = {name: schemas[name] for name in schemas.keys() - asked - answered}
    spec["components"]["schemas"] = kept | as_asked | as_answered
    return spec


def _operations(spec: Node) -> Iterator[Node]:
    for path in spec["paths"].values():
        yield from (each for each in path.values() if "responses" in each)


def _request(shape: Node) -> Node:
    """Leave out what only answers have; say that what has a default may be left out."""
    members = {
        # Beside its type a default is taken for a promise that the member is there.
        name: {"allOf": [each]} if "default" in each else each
        for name, each in shape.get("properties", {}).items()
        if not each.get("readOnly")
    }
    return _with_members(shape, members, shape.get("required", []))


def _answer(shape: Node) -> Node:
    """Leave out what only requests have; say that everything else is there."""
    members = {
        name: each
        for name, each in shape.get("properties", {}).items()
        if not each.get("writeOnly")
    }
    return _with_members(
        shape, members, sorted(name for name, each in members.items() if SOMETIMES not in each)
    )


def _with_members(shape: Node, members: Node, required: list[str]) -> Node:
    rest = {key: each for key, each in shape.items() if key not in {"properties", "required"}}
    return deepcopy(
        rest
        | ({"properties": members} if "properties" in shape else {})
        | ({"required": required} if required else {})
    )


def _renamed(bodies: list[Node], shapes: dict[str, Node], names: dict[str, str]) -> dict[str, Node]:
    """Give shapes their new names, in the bodies that refer to them and in each other."""
    for node in _references([*bodies, *shapes.values()]):
        name = node["$ref"].removeprefix(_SCHEMAS)
        node["$ref"] = _SCHEMAS + names.get(name, name)
    return {names.get(name, name): shape for name, shape in shapes.items()}


def _reached(bodies: list[Node], schemas: dict[str, Node]) -> set[str]:
    found: set[str] = set()
    waiting: list[Any] = list(bodies)
    while waiting:
        names = {node["$ref"].removeprefix(_SCHEMAS) for node in _references(waiting)} - found
        found |= names
        waiting = [schemas[name] for name in names]
    return found


def _references(node: Any) -> Iterator[Node]:
    """Every reference to a shape under a node."""
    if isinstance(node, dict):
        if str(node.get("$ref", "")).startswith(_SCHEMAS):
            yield node
        node = node.values()
    if isinstance(node, Iterable) and not isinstance(node, str):
        for each in node:
            yield from _references(each)


def _require_apart(one: dict[str, Node], other: dict[str, Node]) -> None:
    for name in one.keys() & other.keys():
        raise ValueError(f"{name}: two shapes want this name in the description; rename one")
