"""The floors of the house: who may import whom is written in pyproject.toml and judged here."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_import_goes_down():
    judged = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert judged.returncode == 0, judged.stdout


def test_a_pure_rule_can_be_imported_without_flask_or_a_database():
    rooms = sorted(path.parent.name for path in (ROOT / "portal").glob("*/rules.py"))
    imports = "; ".join(f"import portal.{room}.rules" for room in rooms)
    heavy = "{'flask', 'sqlalchemy', 'dbos'} & set(sys.modules)"

    told = subprocess.run(
        [sys.executable, "-c", f"import sys; {imports}; print({heavy} or 'light')"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.strip() == "light"
