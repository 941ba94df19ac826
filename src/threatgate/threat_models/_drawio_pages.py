"""From a draw.io file to the pages in it: plain, compressed, or carried by an SVG picture."""

from __future__ import annotations

import re
import zlib
from base64 import b64decode
from binascii import Error
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote_to_bytes

from threatgate.threat_models._api import Broken
from threatgate.threat_models._documents import MOST_BYTES, document, known_as
from threatgate.threat_models._xml import attributes, below, children, text

if TYPE_CHECKING:
    from threatgate.documents._located import Located

# A picture names the document type of SVG, which says nothing here; one with declarations of its own stays, and is
# refused by the reader of XML.
_DOCTYPE: Final = re.compile(rb"<!DOCTYPE\s+svg(?:\s+PUBLIC\s+\"[^\"<>\[]{0,200}\"\s+\"[^\"<>\[]{0,200}\")?\s*>")
_HEAD: Final = 4096
_MEND: Final = "open it in draw.io and save it again, best uncompressed"


class Page(NamedTuple):
    """One page: its name, the id it is known by, the model in it, the line it begins at.

    Lines inside a compressed page are not lines of the file, so `line` stands for all of them; 0 where it is plain.
    """

    name: str
    ref: str
    model: Located
    line: int


def pages(form: str, path: str, data: bytes) -> list[Page] | Broken:
    """The pages of a file."""
    root = _root(form, path, data)
    if isinstance(root, Broken):
        return root
    model = below(root, "mxGraphModel")
    if model is not None:
        return [Page("", "1", model, 0)]
    line = 0
    file = below(root, "mxfile")
    if file is None and (carried := attributes(below(root, "svg")).get("content")):
        inner = _root(form, path, carried.encode("utf-8", "surrogatepass"))
        if isinstance(inner, Broken):
            return inner._replace(line=1)
        file, line = below(inner, "mxfile"), 1
    if file is None:
        return Broken(form, path, 1, "holds no drawing of draw.io", "save it with draw.io, a picture with its drawing")
    return _opened(form, path, file, line)


def _root(form: str, path: str, data: bytes) -> Located | Broken:
    from threatgate.documents._kinds import Tree

    head = _DOCTYPE.sub(lambda found: b"\n" * found[0].count(b"\n"), data[:_HEAD], count=1)
    found = document(form, path, head + data[_HEAD:], "xml")
    if isinstance(found, Broken):
        return found
    return found.roots[0] if isinstance(found, Tree) else Broken(form, path, 1, "is no XML", _MEND)


def _opened(form: str, path: str, file: Located, within: int) -> list[Page] | Broken:
    found: list[Page] = []
    left = MOST_BYTES
    for number, (_, diagram) in enumerate(children(file, "diagram"), 1):
        said = attributes(diagram)
        name = said.get("name", "")
        ref = known_as(said.get("id") or name or str(number))
        model = below(diagram, "mxGraphModel")
        if model is not None:
            found.append(Page(name, ref, model, within))
            continue
        packed = text(diagram)
        if not packed:
            continue
        line = within or diagram.span.line
        plain = inflated(packed, left)
        if plain is None:
            return Broken(form, path, line, f"has a page {name[:40]!r} that cannot be unpacked, or is too large", _MEND)
        left -= len(plain)
        root = _root(form, path, plain)
        if isinstance(root, Broken):
            return root._replace(line=line, message=f"has a page {name[:40]!r} that {root.message}")
        model = below(root, "mxGraphModel")
        if model is None:
            return Broken(form, path, line, f"has a page {name[:40]!r} without a drawing", _MEND)
        found.append(Page(name, ref, model, line))
    return found


def inflated(packed: str, most: int) -> bytes | None:
    """What a compressed page says, base64 of raw deflate of percent-encoded text; None if not that, or too large."""
    try:
        squeezed = b64decode("".join(packed.split()), validate=True)
        opener = zlib.decompressobj(-zlib.MAX_WBITS)
        escaped = opener.decompress(squeezed, most)
    except (Error, ValueError, zlib.error):
        return None
    if opener.unconsumed_tail or not opener.eof or len(escaped) >= most:
        return None
    return unquote_to_bytes(escaped)
