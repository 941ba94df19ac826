"""Entities that grow and pages that unpack to more than they should: models that are kept in XML."""

from __future__ import annotations

import tracemalloc
import zlib
from base64 import b64encode

import pytest
from threat_model_readings import MEGABYTES, broken, reading

from threatgate.threat_models import Broken


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE svg SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE svg [<!ENTITY % a SYSTEM "http://example.org/a.dtd"> %a;]>',
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://example.org/a.dtd" [<!ENTITY a "a">]>',
        '<?xml version="1.0"?><!DOCTYPE svg><!DOCTYPE svg [<!ENTITY a "aaaa">]>',
    ],
)
@pytest.mark.parametrize("name", ["a.tm7", "a.drawio", "a.drawio.xml", "a.drawio.svg"])
def test_entities_are_followed_nowhere(name: str, declared: str) -> None:
    found = reading(name, f'{declared}\n<svg content="x"><mxfile/></svg>'.encode())
    assert isinstance(found, Broken)


def test_an_entity_that_the_document_type_of_a_picture_might_have_declared() -> None:
    declared = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    broken("a.drawio.svg", f"{declared}\n<svg>&a;</svg>".encode(), "undefined entity")


def squeezed(chunks: int) -> str:
    """So many mebibytes of one letter, as a page of draw.io is packed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return b64encode(b"".join(packer.compress(b"a" * MEGABYTES) for _ in range(chunks)) + packer.flush()).decode()


@pytest.mark.parametrize("pages", [[64], [3, 3], [1] * 8])
def test_pages_that_unpack_to_more_than_a_model_may_hold(pages: list[int]) -> None:
    held = "".join(f'<diagram name="p{n}">{squeezed(size)}</diagram>' for n, size in enumerate(pages))
    tracemalloc.start()
    try:
        broken("a.drawio", f"<mxfile>{held}</mxfile>".encode(), "page 'p0' that")
        assert tracemalloc.get_traced_memory()[1] < 40 * MEGABYTES
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("packed", ["%%%", "AAAA", "YWJj", "a" * 5000, "é", "7Vpbk5owFP41"])
def test_pages_that_are_not_packed_as_pages_are(packed: str) -> None:
    broken("a.drawio", f'<mxfile>\n<diagram name="p">{packed}</diagram></mxfile>'.encode(), "page 'p' that cannot be")
