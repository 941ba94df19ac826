"""Where `make clients` installs them; THREATGATE_CLIENTS names another place."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PLACE = Path(os.environ.get("THREATGATE_CLIENTS", ROOT / ".venv" / "clients"))
