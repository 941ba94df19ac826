"""The register of one revision on one day: what each record promises, until when, and whether anything still needs it.

What is promised is bound to elements. Of these, the ones that live at the revision are told from those that are gone,
so that a record nobody needs any more is seen.
"""

from __future__ import annotations

from threatgate.register._api import ENDED, LATE, Due, Entry, Promise, Register, Role, Weight
from threatgate.register._attention import due
from threatgate.register._ledger import promises
from threatgate.register._reading import read_register, text_of

__all__ = [
    "ENDED",
    "LATE",
    "Due",
    "Entry",
    "Promise",
    "Register",
    "Role",
    "Weight",
    "due",
    "promises",
    "read_register",
    "text_of",
]
