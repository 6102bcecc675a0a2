"""The work of others lies here unchanged, is named with its licence, and tells no address."""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "portal" / "static"
VENDOR = STATIC / "vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text("utf-8"))
OURS = {"manifest.json", "package.json", "package-lock.json"}
LOCKS = sorted(VENDOR.rglob("package-lock.json")) + sorted((ROOT / "requirements").rglob("*.txt"))


@pytest.mark.parametrize("name", MANIFEST)
def test_a_vendored_file_is_what_the_manifest_says(name):
    found = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
    assert found == MANIFEST[name]["sha256"], f"{name} was changed: see {VENDOR}/manifest.json"


def test_every_vendored_file_stands_in_the_manifest():
    files = {
        path.relative_to(STATIC).as_posix()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name not in OURS
    }
    assert files <= set(MANIFEST), f"name them in manifest.json: {sorted(files - set(MANIFEST))}"


@pytest.mark.parametrize("name", MANIFEST)
def test_a_vendored_file_names_its_version_and_licence(name):
    entry = MANIFEST[name]
    wanted = json.loads((VENDOR / "package.json").read_text("utf-8"))["dependencies"]
    assert entry["licence"]
    assert wanted[entry["package"]] == entry["version"]
    assert name in (STATIC / "LICENSES.md").read_text("utf-8")


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_no_lock_file_holds_an_address(path):
    words = path.read_text("utf-8")
    assert '"resolved"' not in words, f"take the resolved entries out of {path}"
    assert not re.search(r"(https?|file|git\+\w+)://", words), f"an address stands in {path}"
