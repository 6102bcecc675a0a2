"""Take the README's pictures from a running demonstration: `python tools/screens.py`."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import browser as chromium
import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "screens"
PORTAL = Path(sys.executable).with_name("portal")
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 860}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
ARGUMENTS += ["--disable-background-networking", "--disable-component-update"]


@contextmanager
def demonstration(home: Path) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Build and serve a small demonstration; give its address, a board's and the passwords."""
    built = subprocess.run(
        [PORTAL, "demo", "--no-serve", "--cases", "4000", "--home", str(home)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    passwords = dict(re.findall(r"^  (\w+) +([a-z0-9]{4}(?:-[a-z0-9]{4})+) ", built, re.MULTILINE))
    board = re.search(r"(/b/\w+)", built)
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    environ = os.environ | {"PORTAL_INSTANCE": "demo", "PORTAL_HOME": str(home)}
    command = [PORTAL, "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}", board.group(1) if board else "/", passwords
    finally:
        server.terminate()
        server.wait(20)


def take(page: Page, name: str) -> None:
    """Keep what the window shows, in few colours: pictures of pages need no more."""
    seen = Image.open(BytesIO(page.screenshot())).convert("RGB")
    OUT.mkdir(parents=True, exist_ok=True)
    seen.quantize(128).save(OUT / f"{name}.png", optimize=True)


def open_page(browser: Browser, size: dict[str, int], address: str) -> Page:
    """Open an address in a fresh Chinese browser of a size."""
    page = browser.new_context(viewport=size, locale="zh-CN").new_page()  # type: ignore[arg-type]
    page.goto(address)
    return page


def main() -> None:
    """Take every picture."""
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        path = chromium.found()
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        with demonstration(Path(home)) as (site, board, passwords):
            take(open_page(browser, PHONE, site + board), "board-page")
            take(open_page(browser, PHONE, f"{site}{board}/report"), "report")
            with urllib.request.urlopen(f"{site}{board}/board.pdf") as answer:
                _picture_of(answer.read())
            desk = open_page(browser, DESK, f"{site}/staff/sign-in")
            desk.fill("input[name=login]", "dispatcher")
            desk.fill("input[name=password]", passwords["dispatcher"])
            desk.click("main button")
            take(desk, "today")
            desk.goto(f"{site}/staff/cases?view=mine")
            desk.locator("main a[href*='/staff/cases/BJ']").first.click()
            desk.locator("details#dispatch summary").click()
            take(desk, "case")
            desk.goto(f"{site}/staff/figures")
            take(desk, "figures")
        browser.close()


def _picture_of(pdf: bytes) -> None:
    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=1.0).to_pil()
    picture.convert("RGB").quantize(128).save(OUT / "board.png", optimize=True)
    document.close()


def _wait_for(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(address).close()
        except OSError:
            time.sleep(0.1)
        else:
            return


if __name__ == "__main__":
    main()
