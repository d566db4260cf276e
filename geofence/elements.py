"""XML as a tree of elements that know their lines; bounded, and without anything but elements."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NoReturn
from xml.sax import SAXParseException  # the parser itself is defused
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

import defusedxml.sax
from defusedxml import DefusedXmlException

from geofence.errors import FenceError
from geofence.refusal import refuse

__all__ = ["MAX_DEPTH", "MAX_ELEMENTS", "Element", "read_elements"]

MAX_DEPTH: Final = 24
MAX_ELEMENTS: Final = 60_000


@dataclass(slots=True, eq=False)
class Element:
    """An element of a document.

    Parameters
    ----------
    name : str
        Without its namespace.
    line : int
        On which it begins, from 1.
    attributes : dict
    text : str
        All characters right in it.
    children : list of Element

    Examples
    --------
    >>> read_elements(b"<a><b> 1 </b></a>").children[0].text
    ' 1 '
    """

    name: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    @property
    def where(self) -> str:
        """Where it stands, for a person."""
        return f"line {self.line}"

    def all(self, *names: str) -> list["Element"]:
        """Return the children of these names.

        Parameters
        ----------
        *names : str

        Returns
        -------
        list of Element

        Examples
        --------
        >>> len(read_elements(b"<a><b/><c/><b/></a>").all("b"))
        2
        """
        return [child for child in self.children if child.name in names]

    def text_of(self, name: str) -> str:
        """Return the text of the first child of this name, "" if there is none.

        Parameters
        ----------
        name : str

        Returns
        -------
        str

        Examples
        --------
        >>> read_elements(b"<a><name> gate </name></a>").text_of("name")
        'gate'
        """
        return next((child.text.strip() for child in self.all(name)), "")

    def walk(self) -> Iterator["Element"]:
        """Yield this element and everything in it, in the order of the document.

        Returns
        -------
        iterator of Element

        Examples
        --------
        >>> [each.name for each in read_elements(b"<a><b><c/></b><d/></a>").walk()]
        ['a', 'b', 'c', 'd']
        """
        yield self
        for child in self.children:
            yield from child.walk()


def read_elements(document: bytes) -> Element:
    """Read a document; without document types, entities or anything from elsewhere.

    Parameters
    ----------
    document : bytes

    Returns
    -------
    Element
        The outermost.

    Raises
    ------
    FenceError
        If it is no XML, is nested too deeply, has too many elements or declares a document type.

    Examples
    --------
    >>> read_elements(b"<a><b></a>")
    Traceback (most recent call last):
    geofence.errors.FenceError: line 1: is no XML: mismatched tag
    """
    builder = _Builder()
    try:
        defusedxml.sax.parseString(document, builder, forbid_dtd=True)
    except FenceError:  # refused by ourselves, which is a ValueError too
        raise
    except SAXParseException as error:
        what = (error.getMessage() or "")[:80]
        refuse(f"line {error.getLineNumber()}", f"is no XML: {what}", f"不是有效的 XML：{what}")
    except DefusedXmlException:
        builder.refuse(
            "declares a document type or an entity: remove it",
            "含有文档类型或实体声明：请删除",
        )
    except (ValueError, LookupError):  # an encoding that is none
        refuse("line 1", "is no XML: unknown encoding", "不是有效的 XML：编码未知")
    if builder.root is None:
        refuse("line 1", "is no XML: nothing is in it", "不是有效的 XML：没有内容")
    return builder.root


class _Builder(ContentHandler):
    """Plant the tree while the document is read, so that one too large is never read to its end."""

    def __init__(self) -> None:
        super().__init__()
        self.root: Element | None = None
        self._open: list[Element] = []
        self._texts: list[list[str]] = []
        self._count = 0
        self._locator: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802 - as SAX calls it
        self._locator = locator

    def refuse(self, en: str, zh: str) -> NoReturn:
        """Refuse what stands here."""
        refuse(f"line {self._line()}", en, zh)

    def _line(self) -> int:
        return (self._locator and self._locator.getLineNumber()) or 1

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - SAX
        self._count += 1
        if self._count > MAX_ELEMENTS:
            self.refuse(
                f"has more than {MAX_ELEMENTS} elements: divide the file",
                f"元素超过 {MAX_ELEMENTS} 个：请拆分文件",
            )
        if len(self._open) >= MAX_DEPTH:
            self.refuse(
                f"is nested more than {MAX_DEPTH} deep: simplify it",
                f"嵌套超过 {MAX_DEPTH} 层：请简化",
            )
        new = Element(name.rpartition(":")[2], self._line(), dict(attrs.items()))
        if self._open:
            self._open[-1].children.append(new)
        else:
            self.root = new
        self._open.append(new)
        self._texts.append([])

    def characters(self, content: str) -> None:
        self._texts[-1].append(content)

    def endElement(self, _name: str) -> None:  # noqa: N802 - SAX
        self._open.pop().text = "".join(self._texts.pop())
