"""An answer in XML as what the same answer in JSON would be, numbers and truths as text."""

from xml.etree import ElementTree

from portal.open311.formats import ENTRIES


def plain(document):
    return _plain(ElementTree.fromstring(document))


def as_text(content):
    """What JSON holds, as XML can say it: an empty list or name is nothing."""
    if isinstance(content, dict):
        return {key: as_text(value) for key, value in content.items()} or None
    if isinstance(content, list):
        return [as_text(value) for value in content] or None
    if isinstance(content, bool):
        return str(content).lower()
    return None if content in {None, ""} else str(content)


def _plain(element):
    children = list(element)
    if not children:
        return element.text
    if element.tag in ENTRIES:
        assert {child.tag for child in children} == {ENTRIES[element.tag]}
        return [_plain(child) for child in children]
    return {child.tag: _plain(child) for child in children}
