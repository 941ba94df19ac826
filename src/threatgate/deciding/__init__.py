"""Deciding: from the changes of a report and what a person says to the record that answers them."""

from __future__ import annotations

from threatgate.deciding._again import WouldNotCountError, unsaid
from threatgate.deciding._answer import ANY, OUTCOMES, Answer, Named
from threatgate.deciding._defaults import no_milder
from threatgate.deciding._filing import filed, ticket, to_be_filed, with_ticket
from threatgate.deciding._prefilled import prefilled
from threatgate.deciding._questions import Question, default_of, filled, questions
from threatgate.deciding._reported import reported
from threatgate.deciding._selection import matching, select, waiting
from threatgate.deciding._situation import Situation, situation
from threatgate.deciding._writing import Written, refreshed, save, written

__all__ = [
    "ANY",
    "OUTCOMES",
    "Answer",
    "Named",
    "Question",
    "Situation",
    "WouldNotCountError",
    "Written",
    "default_of",
    "filed",
    "filled",
    "matching",
    "no_milder",
    "prefilled",
    "questions",
    "refreshed",
    "reported",
    "save",
    "select",
    "situation",
    "ticket",
    "to_be_filed",
    "unsaid",
    "waiting",
    "with_ticket",
    "written",
]
