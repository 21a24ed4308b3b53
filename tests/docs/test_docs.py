"""The documentation agrees with the code."""

import ast
import re
from pathlib import Path

import pytest

from docs.generate import DOCS, PAGES
from pipelines.settings import PROJECT_ROOT

STAGES = ("lyrics", "phonetics", "corpus", "models", "evaluation", "soundtracks", "songs")


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_up_to_date(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run make docs and commit the pages"


def imports_of(folder: Path) -> set[str]:
    """The modules that a folder's files import, in functions too."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module)
            elif isinstance(node, ast.Import):
                found.update(name.name for name in node.names)
    return found


def arrows(page: str) -> dict[str, set[str]]:
    """The lines "a → b, c" of a page."""
    lines = re.findall(r"^([\w/]+) → ([\w, ]+)$", page, re.MULTILINE)
    return {name: {target for target in targets.split(", ") if target != "nothing"} for name, targets in lines}


def test_the_listed_imports_are_the_actual_ones() -> None:
    shown = arrows((DOCS / "architecture.md").read_text(encoding="utf-8"))
    there: dict[str, set[str]] = {}
    for stage in STAGES:
        modules = imports_of(PROJECT_ROOT / "assets" / stage)
        there[stage] = {
            other for other in STAGES if other != stage and any(m.startswith(f"assets.{other}") for m in modules)
        }
    assert {stage: shown.get(stage, set()) for stage in STAGES} == there
    for room, below in (("studio", {"pipelines"}), ("pipelines", {"assets"}), ("assets", {"resources"})):
        assert shown[room] == below
    for room, above in (
        ("resources", ("assets", "pipelines", "studio")),
        ("assets", ("pipelines", "studio")),
        ("pipelines", ("studio",)),
    ):
        assert not [m for m in imports_of(PROJECT_ROOT / room) if m.split(".")[0] in above]


def test_the_readme_is_short_and_its_links_work() -> None:
    readme = (PROJECT_ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.count("\n") < 120
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", readme)
    assert len(links) > 10
    assert [link for link in links if not link.startswith("http") and not (PROJECT_ROOT / link).exists()] == []


def test_every_page_is_in_the_site_s_navigation() -> None:
    listed = set(re.findall(r"[\w/-]+\.md", (PROJECT_ROOT / "mkdocs.yml").read_text(encoding="utf-8")))
    assert {str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md")} == listed


def test_every_command_in_the_pages_exists() -> None:
    makefile = (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z0-9-]+):", makefile, re.MULTILINE))
    pages = [PROJECT_ROOT / "README.md", PROJECT_ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")]
    named = {
        name
        for page in pages
        for name in re.findall(r"(?:^|`)make ([a-z0-9-]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert named - targets == set()
