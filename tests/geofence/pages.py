"""Reading HTML as a browser would, strictly: what is open must be closed, in order."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "input", "link", "meta"}
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass
class Node:
    """An element with what it holds."""

    tag: str
    attributes: dict
    children: list = field(default_factory=list)

    @property
    def classes(self):
        return (self.attributes.get("class") or "").split()

    @property
    def text(self):
        return "".join(c if isinstance(c, str) else c.text for c in self.children)

    def all(self, *tags, **having):
        """Yield the elements below that have a tag and a class."""
        for child in self.children:
            if isinstance(child, Node):
                fits = not tags or child.tag in tags
                if fits and having.get("name") in (None, *child.classes):
                    yield child
                yield from child.all(*tags, **having)

    def one(self, *tags, **having):
        (found,) = self.all(*tags, **having)
        return found

    @property
    def told(self):
        """What shows when it is pointed at."""
        return next((child.text for child in self.all("title")), "")


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.stack = [Node("", {})]

    def handle_starttag(self, tag, attrs):
        assert len(dict(attrs)) == len(attrs), f"{tag} has an attribute twice"
        node = Node(tag, dict(attrs))
        self.stack[-1].children.append(node)
        if tag not in VOID:
            self.stack.append(node)

    def handle_startendtag(self, tag, attrs):
        self.stack[-1].children.append(Node(tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.stack.pop().tag == tag, tag

    def handle_data(self, data):
        self.stack[-1].children.append(data)


def read(text):
    """Return the root of a page or a fragment; an assertion fails if its tags do not match."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    (root,) = reader.stack
    return root


def numbers(text):
    """Return the numbers of a path or a list of points."""
    return [float(each) for each in NUMBER.findall(text)]
