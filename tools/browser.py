"""Print the path of a Chromium for the browser tests, installing one where that is possible."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

# The same engine without a window costs the tests half the processor time.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = (
    "No Chromium was found and none could be installed. Install one of:\n"
    "  apt install chromium          (Debian, as root)\n"
    "  .venv/bin/playwright install --with-deps chromium\n"
    "or set CHROMIUM to the path of one."
)


def found() -> str | None:
    """Return a Chromium that is here already: named by CHROMIUM, on the path, or Playwright's."""
    given = os.environ.get("CHROMIUM")
    if given and Path(given).exists():
        return given
    return next(filter(None, map(shutil.which, NAMES)), None) or _playwrights_own()


def _playwrights_own() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> None:
    """Try apt where we are root, then Playwright's own download; say nothing on stdout."""
    tries = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], stdout=sys.stderr, check=False)
        apt = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
        tries = [[*apt, SHELL], [*apt, "chromium"], *tries]
        os.environ.update(quiet)
    for command in tries:
        if subprocess.run(command, stdout=sys.stderr, check=False).returncode == 0 and found():
            return


def main() -> None:
    """Find, else install, else say exactly what to install."""
    if not found():
        install()
    path = found()
    if not path:
        sys.exit(ADVICE)
    print(path)


if __name__ == "__main__":
    main()
