"""What the documents say is so: every setting is there, every command prints what it is said to."""

import doctest
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from config import Settings

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]
SHELL = re.compile(r"```console\n\$ (.+)\n((?:.*\n)*?)```")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)|<img [^>]*src=\"([^\"]+)\"")
SAME = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.mark.parametrize("page", ["operators.md", "operators.zh-CN.md"])
def test_every_setting_is_explained_with_its_default(page):
    text = (DOCS / page).read_text(encoding="utf-8")
    for each in fields(Settings):
        row = re.search(rf"^\| `WEIGUANG_{each.name.upper()}` \| (.+?) \|", text, re.MULTILINE)
        assert row, f"{each.name} is missing in {page}"
        if isinstance(each.default, int | float) and not isinstance(each.default, bool):
            assert row[1] == f"`{each.default}`", each.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_pictures_are_there_and_are_pictures(page):
    for marked, tagged in PICTURE.findall(page.read_text(encoding="utf-8")):
        begin = (page.parent / (marked or tagged)).read_bytes()[:200]
        assert begin.startswith(b"\x89PNG") or b"<svg" in begin, marked or tagged


def test_every_picture_of_a_screen_is_in_the_index():
    index = (DOCS / "screens" / "README.md").read_text(encoding="utf-8")
    there = {each.name for each in (DOCS / "screens").glob("*.png")}
    assert there == set(re.findall(r"\(([^)]+\.png)\)", index))


def test_readmes_are_equal_in_their_parts():
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md")]
    for part in (r"^## ", r"^\| ", r"^```", r"^\d\. "):
        assert len({len(re.findall(part, text, re.MULTILINE)) for text in texts}) == 1, part


@pytest.mark.parametrize(
    ("command", "expected"),
    SHELL.findall((DOCS / "geofence.md").read_text(encoding="utf-8")),
    ids=lambda text: text.split("<")[0][:40],
)
def test_the_geofence_page_shows_what_is_printed(command, expected):
    command = command.replace("python", f"'{sys.executable}'", 1)
    run = subprocess.run(  # noqa: S602 - from our own page
        command, shell=True, cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    printed = run.stdout + run.stderr
    # A wrapped line is the same line: blanks round brackets and between members do not count.
    plain = [re.sub(r"\s+", "", text) + "\n" for text in (expected, printed)]
    assert doctest.OutputChecker().check_output(*plain, SAME), printed
