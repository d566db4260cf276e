"""A sheet of paper cards, drawn for the printer: one page of HTML that needs nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

import segno

from app.families import cards
from app.families.models import PaperCard

PER_PAGE = 10  # two columns of five on A4, each 85 by 54 mm, as bank cards are
QUIET = 4  # modules of white round a code (ISO/IEC 18004)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A card as it is printed: the name for people, the code for phones."""

    number: int
    nickname: str
    issued_on: str
    svg: str


def pages(rows: Sequence[PaperCard]) -> list[list[Drawn]]:
    """Return the cards, drawn, page by page."""
    drawn = [_draw(row) for row in rows]
    return [drawn[i : i + PER_PAGE] for i in range(0, len(drawn), PER_PAGE)]


def _draw(card: PaperCard) -> Drawn:
    # A quarter of the code may be worn or dirty before it cannot be read.
    code = segno.make_qr(cards.text_of(card), error="q")
    svg = code.svg_inline(omitsize=True, border=QUIET)
    return Drawn(card.id, card.holder.nickname, card.issued_at.date().isoformat(), svg)
