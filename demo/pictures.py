"""Make the pictures of the screens small enough to keep: python -m demo.pictures."""

from pathlib import Path

from PIL import Image

from config import ROOT

TAKEN = ROOT / "frontend" / "e2e" / "test-results" / "pictures"
KEPT = ROOT / "docs" / "screens"
COLOURS = 128


def main() -> None:
    """Reduce what was taken, into the folder that the pages link to."""
    KEPT.mkdir(parents=True, exist_ok=True)
    for each in sorted(TAKEN.glob("*.png")):
        reduce(each, KEPT / each.name)


def reduce(taken: Path, kept: Path) -> None:
    """Write it with few colours: screens have few, so that nothing is lost to the eye."""
    with Image.open(taken) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(kept, optimize=True)


if __name__ == "__main__":
    main()
