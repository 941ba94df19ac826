"""What changed as a Mermaid graph: files on the left, their elements on the right, coloured by direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.model import Direction, Edit
from threatgate.render._escape import cut, cut_middle, visible
from threatgate.render._grouping import ordered
from threatgate.render._trigger_lines import WHOLE_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from threatgate.model import Trigger

NODES = 30
LABEL = 60
_COLOURS = {
    Direction.WIDENS: "fill:#ffd7d5,stroke:#cf222e,color:#1f2328",
    Direction.UNCLEAR: "fill:#fff1c2,stroke:#9a6700,color:#1f2328",
    Direction.NARROWS: "fill:#d2f4d8,stroke:#1a7f37,color:#1f2328",
    Direction.NEUTRAL: "fill:#eaeef2,stroke:#57606a,color:#1f2328",
}
# In a quoted label Mermaid reads `#code;` as a character; what could end the label or be markup is written so.
_SIGNS = '#"<>&`\\[]{}()|;%'
_WORDS = {Edit.ADDED: "new", Edit.REMOVED: "gone", Edit.MODIFIED: "changed"}


def graph(triggers: Iterable[Trigger]) -> list[str]:
    """The lines of the graph; of many triggers the gravest."""
    shown = ordered(triggers)[:NODES]
    files = {path: f"f{number}" for number, path in enumerate(dict.fromkeys(it.change.element.path for it in shown))}
    lines = ["flowchart LR"]
    lines += [f'  {node}["{_label(cut_middle(visible(path), LABEL))}"]' for path, node in files.items()]
    for number, trigger in enumerate(shown):
        element = trigger.change.element
        name = "" if element.name in WHOLE_FILE else f" {cut_middle(visible(element.name), LABEL)}"
        word = _WORDS[trigger.change.edit]
        label = _label(f"{element.kind}{name}")
        lines.append(f'  {files[element.path]} -->|{word}| e{number}(["{label}"]):::{trigger.direction}')
    used = sorted({trigger.direction for trigger in shown})
    return lines + [f"  classDef {direction} {_COLOURS[direction]}" for direction in used]


def _label(text: str) -> str:
    return "".join(f"#{ord(sign)};" if sign in _SIGNS else sign for sign in cut(text, 2 * LABEL))
