"""YAML as staff write it: small, plain, each key once, every value as it was typed.

Values stay text: `01` is a code and no number, `no` a word. References and tags
are refused: with references a few lines become gigabytes.
"""

from dataclasses import dataclass
from typing import Any

import yaml

from portal.errors import N_

MOST_SIGNS, DEEPEST, MOST_NODES = 100_000, 8, 20_000


@dataclass(frozen=True)
class Fault:
    """What is wrong with a map and on which line; the sentence is one of the catalogues."""

    line: int
    words: str
    facts: dict[str, object]


@dataclass(frozen=True)
class Said:
    """A value and the line on which it stands: text, a list, or a mapping of more of these."""

    line: int
    value: Any

    def text(self) -> str:
        """Return a text, or nothing where something else stands."""
        return self.value if isinstance(self.value, str) else ""

    def items(self) -> "list[Said]":
        """Return a list's members, or none where something else stands."""
        return self.value if isinstance(self.value, list) else []

    def keys(self) -> "dict[str, Said]":
        """Return a mapping, or an empty one where something else stands."""
        return self.value if isinstance(self.value, dict) else {}


def read_yaml(text: str) -> tuple[Said | None, list[Fault]]:
    """Return a document with its lines, or what is wrong with it."""
    if len(text) > MOST_SIGNS:
        facts: dict[str, object] = {"most": MOST_SIGNS}
        return None, [Fault(1, N_("It has more than %(most)d characters."), facts)]
    try:
        if fault := _refused(text):
            return None, [fault]
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        return None, [_unreadable(error)]
    faults: list[Fault] = []
    return (_said(node, faults) if node else Said(1, "")), faults


def _refused(text: str) -> Fault | None:
    """Look through the pieces before anything is built of them."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=yaml.SafeLoader)):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            return Fault(line, N_("References (&, *) and tags (!) are not read. Write it out."), {})
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST or count > MOST_NODES:
            return Fault(line, N_("This is too deep or too long for a field map."), {})
    return None


def _said(node: yaml.Node, faults: list[Fault]) -> Said:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return Said(line, [_said(each, faults) for each in node.value])
    if isinstance(node, yaml.ScalarNode):
        return Said(line, node.value)
    keys: dict[str, Said] = {}
    for key, value in node.value:
        name, at = str(key.value), key.start_mark.line + 1
        if name in keys:
            faults.append(Fault(at, N_("“%(key)s” stands here twice. Keep one."), {"key": name}))
        keys[name] = Said(at, _said(value, faults).value)
    return Said(line, keys)


def _unreadable(error: yaml.YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None)
    why = getattr(error, "problem", None) or "?"
    words = N_("This cannot be read as YAML: %(why)s. Look at the indents and quotation marks.")
    return Fault(mark.line + 1 if mark else 1, words, {"why": why})
