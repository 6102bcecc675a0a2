"""Write a document that a tool makes, or with `--check` say whether it says what the tool does."""

import argparse
from collections.abc import Callable
from pathlib import Path


def written(document: Path, text: Callable[[], str], about: str | None) -> int:
    """Write a document, or with `--check` return 1 where it says anything else."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--check", action="store_true")
    is_check, made = parser.parse_args().check, text()
    if is_check:
        return int(document.read_text() != made)
    document.write_text(made)
    return 0
