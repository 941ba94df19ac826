"""GitHub, GitLab and Jira over HTTP: reviews, checks, tickets, issues, comments. The only door to the network.

forge = opened(os.environ, origin)       # a Forge, or Unknown: why not, and what to do
numbers = pulls(forge, os.environ)       # of this pipeline's pull requests
Tickets(os.environ).ticket(url)          # Ticket, Absent or Unknown
"""

from __future__ import annotations

from threatgate.forge._api import (
    Absent,
    Authors,
    Check,
    Did,
    Done,
    Forge,
    Guard,
    Issue,
    Maker,
    Place,
    Review,
    Reviews,
    ReviewState,
    Ticket,
    Unknown,
)
from threatgate.forge._http import Clock, Wires
from threatgate.forge._occasions import Occasion, occasion, pulls
from threatgate.forge._opening import opened
from threatgate.forge._places import place
from threatgate.forge.tickets import Tickets

__all__ = [
    "Absent",
    "Authors",
    "Check",
    "Clock",
    "Did",
    "Done",
    "Forge",
    "Guard",
    "Issue",
    "Maker",
    "Occasion",
    "Place",
    "Review",
    "ReviewState",
    "Reviews",
    "Ticket",
    "Tickets",
    "Unknown",
    "Wires",
    "occasion",
    "opened",
    "place",
    "pulls",
]
