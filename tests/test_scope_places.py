"""Scopes of places that languages name in their own way: packages, test projects, generated halves of classes."""

from __future__ import annotations

import pytest

from threatgate.model import Scope
from threatgate.scope import scope_of

PLACES = [
    ("src/main/java/com/example/desk/Desk.java", Scope.PRODUCT),
    ("src/main/kotlin/com/acme/demo/Desk.kt", Scope.PRODUCT),
    ("src/main/java/com/acme/desk/DeskTest.java", Scope.TEST),
    ("src/test/java/com/acme/desk/Desk.java", Scope.TEST),
    ("examples/desk/src/main/java/com/acme/Desk.java", Scope.EXAMPLE),
    ("src/main/java/com/acme/desk/Latest.kt", Scope.PRODUCT),
    ("src/Desk.Api/Desk.cs", Scope.PRODUCT),
    ("src/Desk.Api.Tests/Fakes.cs", Scope.TEST),
    ("src/Desk.IntegrationTests/Runs.cs", Scope.TEST),
    ("src/Desk.Api/DeskTests.cs", Scope.TEST),
    ("src/Desk.Api/Desk.Designer.cs", None),
    ("src/Desk.Api/Desk.g.cs", None),
    ("js/testapps/rag/src/index.ts", Scope.EXAMPLE),
    ("test-apps/desk/agent.py", Scope.EXAMPLE),
    ("sample-apps/desk/agent.py", Scope.EXAMPLE),
    ("showcase/desk/agent.py", Scope.EXAMPLE),
    ("apps/desk/agent.py", Scope.PRODUCT),
    ("src/showcases.py", Scope.PRODUCT),
    ("web/chat.vitest.ts", Scope.TEST),
    ("backend/shop/features/build/sandbox.py", Scope.PRODUCT),
    ("backend/shop/static/build/bundle.js", None),
    ("shop/build/lib/agent.py", None),
    ("src/shop/build/generated/agent.py", None),
]


@pytest.mark.parametrize(("path", "scope"), PLACES)
def test_a_place_has_the_scope_that_its_language_gives_it(path: str, scope: Scope | None) -> None:
    assert scope_of(path) is scope
