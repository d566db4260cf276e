"""A sheet of paper cards, drawn for the printer: one page of HTML that needs nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import segno

from app.core import clock
from app.families import cards
from app.families.models import PaperCard
from app.families.takeovers import Issued

PER_PAGE = 10  # two columns of five on A4, each 85 by 54 mm, as bank cards are
QUIET = 4  # modules of white round a code (ISO/IEC 18004)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A card as it is printed: the name for people, the code for phones."""

    number: int
    nickname: str
    issued_on: str
    svg: str
    code: str = ""  # with which the holder takes their account over, who has a phone by now
    code_until: str = ""


def pages(
    rows: Sequence[PaperCard], codes: Mapping[int, Issued] | None = None
) -> list[list[Drawn]]:
    """Return the cards, drawn, page by page; with codes for taking the account over, by card."""
    drawn = [_draw(row, (codes or {}).get(row.id)) for row in rows]
    return [drawn[i : i + PER_PAGE] for i in range(0, len(drawn), PER_PAGE)]


def _draw(card: PaperCard, issued: Issued | None) -> Drawn:
    # A quarter of the code may be worn or dirty before it cannot be read.
    code = segno.make_qr(cards.text_of(card), error="q")
    svg = code.svg_inline(omitsize=True, border=QUIET)
    drawn = Drawn(card.id, card.holder.nickname, card.issued_at.date().isoformat(), svg)
    if issued is None:
        return drawn
    until = clock.day_of(issued.expires_at).isoformat()
    return replace(drawn, code=issued.code, code_until=until)
