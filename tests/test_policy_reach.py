"""Permissions of an ordinary application are no part of the surface; those of what a model may do are."""

from __future__ import annotations

import pytest
from test_missed_moves import said

CHECK = """<?php
{head}
class Books {{
    public function {name}($user, $book) {{
        if ($user->isGuest() || $book->owner !== $user->id) {{ return false; }}
        $this->checkPermission("book-update");
        return {result};
    }}
}}
"""
ORDINARY = "use App\\Entities\\Book;"


def changed(path: str, name: str, head: str) -> list[tuple[str, str]]:
    before, after = (CHECK.format(head=head, name=name, result=result) for result in ("true", "$user->active"))
    return said(path, before, after)


@pytest.mark.parametrize(
    ("path", "name", "head"),
    [
        pytest.param("app/Books/Books.php", "checkPermissions", ORDINARY, id="a function"),
        pytest.param("app/Permissions/Books.php", "applies", ORDINARY, id="a place"),
        pytest.param("app/Auth/Books.php", "allowed", ORDINARY, id="a folder"),
        pytest.param("app/Books/Books.php", "update", ORDINARY, id="a call"),
    ],
)
def test_an_ordinary_application_is_quiet(path: str, name: str, head: str) -> None:
    assert changed(path, name, head) == []
    assert said(path, None, CHECK.format(head=head, name=name, result="true")) == []


@pytest.mark.parametrize(
    ("path", "name", "head"),
    [
        pytest.param("app/Books/Books.php", "checkPermissions", "// what the assistant may change", id="its file"),
        pytest.param("app/Agent/Books.php", "checkPermissions", ORDINARY, id="its place"),
        pytest.param("app/Books/Books.php", "checkPermissions", "use OpenAI\\Client;", id="its imports"),
        pytest.param("app/Books/Books.php", "filterTools", ORDINARY, id="its name"),
        pytest.param("app/Books/Books.php", "shouldAutoApprove", ORDINARY, id="what it does"),
    ],
)
def test_what_a_model_may_do_fires(path: str, name: str, head: str) -> None:
    ((direction, summary),) = changed(path, name, head)
    assert direction in {"unclear", "narrows"}
    assert name in summary
