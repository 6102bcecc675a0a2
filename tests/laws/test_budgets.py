"""Nothing grows because nobody counts lines."""

import ast
from pathlib import Path

from tests.laws.each import of_each

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path
    for folder in ("portal", "migrations", "tools", "bench")
    for path in (ROOT / folder).rglob("*.py")
)
DOORS = ("public", "staff", "open311", "opendata")
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_VIEW = 400, 40, 20
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> list[Function]:
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, Function)]


def lines_of_code(function: Function) -> int:
    """The body without its docstring: words that explain are not what grows."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def is_view(function: Function) -> bool:
    return any(
        "open_to_all" in ast.dump(d) or "allow" in ast.dump(d) for d in function.decorator_list
    )


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@of_each(FILES, name)
def test_a_file_can_be_read_in_one_sitting(path):
    if path.parent.name != "versions":  # a migration is a record, not a place to work in
        assert len(path.read_text().splitlines()) <= LONGEST_FILE


@of_each(FILES, name)
def test_a_function_fits_on_a_screen_and_a_view_on_half(path):
    if path.parent.name == "versions":
        return
    is_door = path.parent.name in DOORS
    for function in functions(path):
        most = LONGEST_VIEW if is_door and is_view(function) else LONGEST_FUNCTION
        assert lines_of_code(function) <= most, f"{function.name} is longer than {most} lines"


def test_the_laws_look_at_something():
    assert len(FILES) > 60
