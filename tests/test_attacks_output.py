"""What is printed of a hostile change, in every format: nothing of it is obeyed where it is read. Rows of the list."""

from __future__ import annotations

import json
import re
from xml.etree.ElementTree import fromstring

import pytest
from running import threatgate

from threatgate import render

FORMS = render.names()
PIECES = {
    "newline": "a\n::error::b\n##[error]c",
    "command": "::stop-commands::x",
    "percent": "50%0A::error::x",
    "comma and colon": "a,b:c=d",
    "escape": "\x1b[2J\x1b]0;x\x07[ok] ALL PASSED",
    "c1": "\x9b1A\x85",
    "bidi": "a\u202eb\u2066c",
    "zero width": "ad\u200bmin\ufeff",
    "not in XML": "\x01\x08\x0b\ufffe",
    "backtick": "``` x ` y ```` z",
    "pipe": "a|b\\|c",
    "mention": "@octocat #1 !2 GH-1",
    "markup": "<img src=x onerror=alert(1)> &amp; <!-- -->",
    "link": "[x](https://evil.example/a) ![y](https://evil.example/b.png)",
    "summary": "</details></summary></table><h1>PASS</h1>",
}
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def quoted(name):
    return b'"' + b"".join(b"\\%03o" % byte for byte in name) + b'"'


@pytest.fixture(params=PIECES)
def hostile(request, repo):
    """A change whose path, branch, prompt, tool name and record hold one such piece."""
    piece = PIECES[request.param]
    name = piece.replace("/", "\u2215").encode("utf-8", "surrogatepass")
    tools = json.dumps({"mcpServers": {piece: {"command": piece, "args": [piece, "-y"], "url": f"https://x/{piece}"}}})
    record = f"schema: 1\nid: TM-20261122-abcdef\ntitle: {json.dumps(piece)}\noutcome: {json.dumps(piece)}\n"
    files = {
        b"prompts/" + name + b".md": f"You are the agent. {piece}\nNever pay {piece}.\n",
        b"config/agents.yaml": "agents:\n  a:\n    model: " + json.dumps(piece) + "\n    require_approval: false\n",
        b".mcp.json": tools,
        b"threat-model/records/TM-20261122-abcdef.yaml": record,
        b"policies/" + name + b".yaml": "actions: [\n",
    }
    repo.commit("base", {"README.md": "# Shop\n"})
    stream = (
        b"commit refs/heads/change\ncommitter L <l@example.org> 1767225600 +0000\ndata 2\nm\n\nfrom refs/heads/main\n"
    )
    for path, text in files.items():
        data = text.encode("utf-8", "surrogatepass")
        stream += b"M 100644 inline %b\ndata %d\n%b\n" % (quoted(path), len(data), data)
    repo.git("fast-import", "--quiet", stdin=stream)
    repo.git("commit-tree", "change^{tree}", "-p", "main", "-m", f"x\n\nThreat-Model: {piece}".replace("\x00", ""))
    return repo


def shown(capsys, repo, form):
    done = threatgate(
        capsys, "check", "--repo", repo.path, "--base", "main", "--head", "change", "--format", form
    )  # fmt: skip
    assert done.code in (1, 3)
    assert "Traceback" not in done.out + done.err
    return done.out


@pytest.mark.parametrize("form", FORMS)
def test_no_format_lets_anything_through(hostile, capsys, form):
    out = shown(capsys, hostile, form)
    assert CONTROL.search(out) is None, "nothing moves the cursor, hides or reorders"
    match form:
        case "json" | "sarif" | "gitlab":
            assert out[0] in "{[", "no byte order mark"
            json.loads(out)
        case "junit":
            fromstring(out)  # noqa: S314 - our own output
        case "github":
            commands = [line for line in out.splitlines() if line.startswith("::")]
            assert all(
                re.match(r"::(error|warning|notice) file=|::(error|warning|notice) title=", one) for one in commands
            )
        case "html":
            assert "<img" not in out
            assert "<h1>PASS" not in out
            assert "onerror=alert(1)>" not in out
        case "markdown":
            bare = re.sub(r"\\.|`[^`\n]*`", "", re.sub(r"(?ms)^(`{3,})[^`\n]*$.*?^\1$", "", out))
            assert set(re.findall(r"<(\w+)", bare)) <= {"details", "summary", "code", "br", "kbd"}
            assert bare.count("</details>") == bare.count("<details>")
            assert not re.search(r"(?m)^(::|##\[)", out)
        case _:
            assert not re.search(r"(?m)^\s*::", out)


def test_the_name_of_a_branch_is_shown_like_any_other_word(repo, capsys):
    repo.commit("base", {"README.md": "# Shop\n"})
    name = "x-\u202e-\u200b-%0A-`-@octocat-<b>"
    repo.branch(name).commit("change", {"prompts/a.md": "You are the agent.\n"})
    for form in FORMS:
        done = threatgate(capsys, "check", "--repo", repo.path, "--base", "main", "--head", name, "--format", form)
        assert done.code == 1
        assert CONTROL.search(done.out) is None


def test_errors_are_escaped_as_well(repo, capsys):
    """What the gate complains about on stderr is read by the same runners."""
    repo.commit("base", {"README.md": "x\n"})
    done = threatgate(capsys, "check", "--repo", repo.path, "--base", "\u202e%0A::error::x\x1b[2J")
    assert done.code == 2
    assert CONTROL.search(done.err) is None
    assert not re.search(r"(?m)^\s*::", done.err)
