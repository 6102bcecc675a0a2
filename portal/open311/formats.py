"""The same content as XML or JSON: the two hold the same, an empty element is null."""

import json
from typing import Any
from xml.etree import ElementTree

from portal.open311.translate import Contents

TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
# What one entry of each list is called: XML needs a name for it, JSON does not.
ENTRIES = {
    "services": "service",
    "service_requests": "request",
    "attributes": "attribute",
    "values": "value",
    "notes": "note",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
    "jurisdictions": "jurisdiction",
}


def written(form: str, root: str, content: Contents) -> str:
    """Return content in the asked format."""
    if form == "json":
        return json.dumps(content, ensure_ascii=False)
    text = ElementTree.tostring(_element(root, content), encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}'


def _element(name: str, content: Any) -> ElementTree.Element:
    element = ElementTree.Element(name)
    if isinstance(content, dict):
        element.extend(_element(key, value) for key, value in content.items())
    elif isinstance(content, list):
        element.extend(_element(ENTRIES[name], entry) for entry in content)
    elif isinstance(content, bool):
        element.text = str(content).lower()
    elif content is not None:
        element.text = str(content)
    return element
