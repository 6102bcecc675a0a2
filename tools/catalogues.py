"""Keep the two catalogues: collect sentences, fill English with itself, check, compile.

Without options it collects into zh and en, and compiles. `--check` fails where
a sentence is missing, fuzzy, stale or unsound; `--compile` compiles what is there.
"""

import argparse
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "portal" / "translations"
LANGUAGES = ("zh", "en")
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
MARKS = {"_l": None, "N_": None, "_n": (1, 2)}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}")


def collected() -> Catalog:
    """Return every sentence that the code and the templates mark for translation."""
    found = extract_from_dir(ROOT / "portal", METHODS, keywords=DEFAULT_KEYWORDS | MARKS)
    wanted = Catalog(charset="utf-8")
    for _file, _line, text, _comments, _context in found:
        wanted.add(text)
    return wanted


def catalogue(language: str) -> Catalog:
    """Return the catalogue as it stands in the repository, or an empty one."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def path_of(language: str) -> Path:
    """Return where a language's sentences are kept."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def update(language: str, wanted: Catalog) -> None:
    """Take up new sentences, drop those no longer said, and let English say itself."""
    known, fresh = catalogue(language), Catalog(locale=language, charset="utf-8")
    for message in wanted:
        if message.id:
            kept = known.get(message.id)
            words = kept.string if kept and all(_forms(kept.string)) else ""
            fresh.add(message.id, words or (message.id if language == "en" else ""))
    path_of(language).parent.mkdir(parents=True, exist_ok=True)
    with path_of(language).open("wb") as file:
        write_po(file, fresh, omit_header=True, sort_output=True, no_location=True, width=0)


def compile_all() -> None:
    """Write what the portal loads."""
    for language in LANGUAGES:
        with path_of(language).with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue(language))


def problems(wanted: Catalog) -> list[str]:
    """Return what is wrong with either catalogue, a sentence each."""
    found = []
    ids = {message.id for message in wanted if message.id}
    for language in LANGUAGES:
        have = {message.id: message for message in catalogue(language) if message.id}
        new, gone, both = (
            sorted(some, key=_forms) for some in (ids - set(have), set(have) - ids, ids & set(have))
        )
        found += [f"{language}: not in the catalogue: {text!r}" for text in new]
        found += [f"{language}: no longer said: {text!r}" for text in gone]
        found += [f"{language}: {fault}" for text in both for fault in _faults(have[text])]
    return found


def _faults(message: Message) -> list[str]:
    *_, text = _forms(message.id)
    if not all(form.strip() for form in _forms(message.string)):
        return [f"not translated: {text!r}"]
    if message.fuzzy:
        return [f"fuzzy: {text!r}"]
    asked = sorted(PLACEHOLDER.findall(text))
    return [
        f"other placeholders than {text!r}: {words!r}"
        for words in _forms(message.string)
        if sorted(PLACEHOLDER.findall(words)) != asked
    ]


def _forms(words: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """Return a sentence, or one that counts, as its forms: singular first, plural last."""
    return tuple(words or ("",)) if not isinstance(words, str) else (words,)


def main() -> None:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--compile", action="store_true")
    asked = parser.parse_args()
    if asked.check:
        sys.exit("\n".join(problems(collected())) or 0)
    if not asked.compile:
        wanted = collected()
        for language in LANGUAGES:
            update(language, wanted)
    compile_all()


if __name__ == "__main__":
    main()
