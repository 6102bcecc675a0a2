r"""How published figures are sealed: each text has a hash, and one hash stands over all of them.

The manifest has one line for each text, `hash  name`, as the tools of anybody's machine write
and check it (`sha256sum -c`). The hash of the manifest is what is published as the hash of the
edition. What is not published (workers, and few answers) is hashed together with a secret nonce:
so it is bound too, and cannot be guessed from its hash.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from portal.assessment.rules.results import SubjectKind

EXCLUSIONS = "exclusions.csv"
MATTERS = "matters.csv"  # what was counted by matter, as far as it is told
MIX = "mix.csv"  # the mix of matters of each group of peers
Key = tuple[SubjectKind, str]  # the kind and the code of a subject


class Text(NamedTuple):
    """One subject's result as it is kept."""

    kind: SubjectKind
    code: str
    content: str


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def name_of(kind: SubjectKind, code: str, nonce: str) -> str:
    """Return the name of a text in the manifest; of workers it says nothing."""
    said = digest_of(nonce + code)[:16] if kind is SubjectKind.WORKER else code
    return f"{kind}-{said}.json"


def manifest_of(
    texts: Iterable[Text], kept_back: Collection[Key], files: Mapping[str, str], nonce: str
) -> str:
    """Return the manifest of an edition: its texts in the order of their names, then its files."""
    lines = sorted(
        (
            name_of(one.kind, one.code, nonce),
            digest_of(nonce + one.content if (one.kind, one.code) in kept_back else one.content),
        )
        for one in texts
    )
    lines += [(name, digest_of(content)) for name, content in sorted(files.items())]
    return "".join(f"{digest}  {name}\n" for name, digest in lines)


def differences(
    texts: Iterable[Text], files: Mapping[str, str], *, manifest: str, nonce: str, sha256: str
) -> list[str]:
    """Return the names of what is not as it was published; empty where all of it is.

    The manifest itself is named first where it was changed. Early editions have fewer files:
    one that is empty and not in the manifest was never there.
    """
    said = _lines_of(manifest)
    found = {
        name: {digest_of(content)} for name, content in files.items() if content or name in said
    } | {
        name_of(one.kind, one.code, nonce): {
            digest_of(one.content),
            digest_of(nonce + one.content),
        }
        for one in texts
    }
    wrong = [
        name for name in sorted({*said, *found}) if said.get(name, "") not in found.get(name, ())
    ]
    return wrong if digest_of(manifest) == sha256 else ["manifest", *wrong]


def _lines_of(manifest: str) -> Mapping[str, str]:
    lines = (line.partition("  ") for line in manifest.splitlines())
    return {name: digest for digest, _gap, name in lines}
