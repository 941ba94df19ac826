"""Refusals and deeds that come into the bodies of tools and go: which way that goes, and what is the same otherwise."""

from __future__ import annotations

import pytest
from code_samples import TS, found_in
from test_directions_logic import TURNED, fired

from threatgate.identity import thaw

HEAD = """\
from agents import function_tool

@function_tool
def refund(order: str, amount: float, agreed: bool):
    "Pay money back."
"""
ASKED = ("if not agreed:", "    raise PermissionError(order)")
BOUND = ("if amount > 50:", "    return 'too much'")


def body(*lines: str, after: str = "") -> str:
    return HEAD + "".join(f"    {line}\n" for line in (*lines, "return pay(order)")) + after


def only(*lines: str) -> str:
    """The tool without its last line."""
    return HEAD + "".join(f"    {line}\n" for line in lines)


# fmt: off
MOVES = [
    ("a question", body(), body(*ASKED), "narrows", "refuses when not agreed"),
    ("turned round", body(*ASKED), body("if agreed:", *ASKED[1:]), "unclear",
     "refuses when agreed; no longer refuses when not agreed"),
    ("a higher bound", body(*BOUND), body(BOUND[0].replace("50", "500"), BOUND[1]), "widens",
     "refuses when amount > 500, no longer amount > 50; it can move money"),
    ("a higher floor", body("if amount < 5:", BOUND[1]), body("if amount < 50:", BOUND[1]), "narrows",
     "refuses when amount < 50, no longer amount < 5"),
    ("two bounds", body("if amount > 50 or amount < 5:", BOUND[1]), body("if amount > 60 or amount < 5:", BOUND[1]),
     "widens", "refuses when amount > 60, no longer amount > 50; it can move money"),
    ("both ends", body("if amount > 5 and amount < 7:", BOUND[1]), body("if amount > 6 and amount < 8:", BOUND[1]),
     "unclear", "refuses when amount < 8 and amount > 6, no longer amount < 7 and amount > 5"),
    ("one more term", body(*ASKED), body("if not agreed and amount > 50:", ASKED[1]), "unclear",
     "refuses when amount > 50 and not agreed; no longer refuses when not agreed"),
    ("a place", body(), body("if not os.path.realpath(order).startswith(ROOT):", "    raise ValueError"), "narrows",
     "refuses when not os.path.realpath(order).startswith(ROOT)"),
    ("a command", body(), body("subprocess.run(order)"), "widens",
     "its body can now execute code or commands; it can move money"),
    ("a folder goes", body("shutil.rmtree(order)"), body(), "narrows", "its body can no longer delete data"),
]
SAME = [
    ("nested", body("if amount > 50 and not agreed:", "    raise X"),
     body("if amount > 50:", "    log.info(order)", "    if not agreed:", "        return 'no'")),
    ("with else", body(*ASKED), only("if agreed:", "    return pay(order)", "else:", "    raise X")),
    ("after a branch", body(*ASKED), only("if agreed:", "    return pay(order)", "return 'no'")),
    ("asserted", body(*ASKED), body("assert agreed, 'ask'")),
    ("in another order", body(*ASKED, *BOUND), body(*BOUND, *ASKED)),
    ("together", body(*ASKED, *BOUND), body("if amount > 50 or not agreed:", "    return 'no'")),
    ("neither of them", body(*ASKED, *BOUND), only("if agreed and not amount > 50:", "    return pay(order)")),
    ("in a function", body(*ASKED), body("check(agreed)", after="def check(yes):\n    if not yes:\n        raise X\n")),
    ("in a local", body("if not confirm(order):", "    raise X"),
     body("a = confirm(order)", "if not a:", "    raise X")),
    ("run by a function", body("subprocess.run(order)"),
     body("x = go(order)", after="def go(a):\n    return subprocess.run(a)\n")),
    ("empty", body(), body("if not order:", "    return 'which?'")),
    ("of a type", body(), body("if not isinstance(amount, float):", "    raise TypeError")),
    ("nothing below zero", body(), body("if amount <= 0:", "    raise ValueError")),
    ("no list", body(), body("if seen.owner is None:", "    return 'none'")),
    ("a failure", body(),
     only("try:", "    return pay(order)", "except ApiError as e:", "    if e.denied:", "        return 'no'")),
    ("again", body(), only("for _ in range(3):", "    if done:", "        return 'ok'", "    pay(order)")),
    ("of a form", body(), body("if order.url.startswith('http'):", "    return 'no'")),
    ("done earlier", body(), body("if agreed:", "    return pay_at_once(order)")),
    ("found in a text", body(), body("if re.compile('x').exec(order):", "    pass")),
]
# fmt: on


@pytest.mark.parametrize(("before", "after", "towards", "words"), [row[1:] for row in MOVES], ids=[r[0] for r in MOVES])
def test_a_refusal_or_a_deed_in_a_tool(before: str, after: str, towards: str, words: str) -> None:
    assert fired(before, after, "app/tools.py") == [(towards, f"tool refund: {words}")]
    ((back, _),) = fired(after, before, "app/tools.py")
    assert back == TURNED.get(towards, towards)


@pytest.mark.parametrize(("before", "after"), [row[1:] for row in SAME], ids=[r[0] for r in SAME])
def test_the_same_refusals_otherwise_written(before: str, after: str) -> None:
    assert fired(before, after, "app/tools.py") == []
    assert fired(after, before, "app/tools.py") == []


CLASS = """\
from langchain.tools import BaseTool

class Pay(BaseTool):
    name = "pay"
    description = "Pays."

    def _run(self, amount: float, agreed: bool):
        self._check(agreed)
        if self.limit < amount:
            return "no"
        if session.user["role"] != "admin":
            raise PermissionError

    def _check(self, yes):
        if not yes:
            raise PermissionError
"""
SWITCH = """\
import { tool } from "ai";
export const pay = tool({ description: "Pays.", inputSchema: s, execute: async function ({ amount, who: to }, extra) {
  if (extra.readOnly) { return "no"; } else if (!allowed.includes(to)) { throw new Error("x"); }
  items.forEach((one) => { if (!one.allowed) { return; } });
  if (amount > MAX_AMOUNT) return { error: format("no") };
  await pay(amount);
}});
"""


def test_methods_and_functions_on_the_spot() -> None:
    (found,) = found_in("code_tools", CLASS)
    assert thaw(found.value)["refuses"] == ["not agreed", 'session . user [ "role" ] != "admin"']
    (found,) = found_in("code_tools", SWITCH, TS)
    assert thaw(found.value)["refuses"] == [
        "amount > MAX_AMOUNT", "not allowed . includes ( who )", "… . readOnly",
    ]  # fmt: skip


def test_a_long_body_is_not_searched_and_a_deep_one_ends() -> None:
    long = body(*(f"log_{at}(order)" for at in range(6000)), *ASKED)
    assert "refuses" not in thaw(found_in("code_tools", long)[0].value)
    deep = body(*(f"{' ' * at}if a{at}:" for at in range(60)), f"{' ' * 60}if not agreed: raise X")
    assert len(thaw(found_in("code_tools", deep)[0].value)["refuses"]) == 1
