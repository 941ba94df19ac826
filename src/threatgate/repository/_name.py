"""What a repository is called in a report: `owner/name` from where it was cloned, or its folder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CONFIG_LIMIT = 1024 * 1024
SECTION = re.compile(r'^\s*\[remote "origin"\]([^\[]*)', re.MULTILINE)
URL = re.compile(r"^\s*url\s*=\s*(.+?)\s*$", re.MULTILINE)
FORGE = re.compile(
    r"^(?:[a-z][a-z0-9+.-]*://(?:[^/]*@)?[^/@]+/|(?:[^/@:]+@)?[^/@:]{2,}:(?!//))/*(?P<path>.+)$", re.IGNORECASE
)
PLAIN = re.compile(r"[\w.~+/-]+")


def repository_name(common_dir: Path | None, folder: Path) -> str:
    """The name, without credentials. The configuration is read as text: nothing that it includes is followed."""
    if common_dir is None:
        return folder.name
    try:
        with (common_dir / "config").open("rb") as file:
            config = file.read(CONFIG_LIMIT).decode("utf-8", "replace")
    except OSError:
        config = ""
    section = SECTION.search(config)
    url = URL.search(section[1]) if section else None
    return (_from_url(url[1].strip('"')) if url else "") or _from_folder(common_dir)


def _from_url(url: str) -> str:
    forge = FORGE.match(url)
    path = forge["path"] if forge and not url.lower().startswith("file:") else url.rstrip("/").rpartition("/")[2]
    path = path.split("?")[0].split("#")[0].rstrip("/").removesuffix(".git").strip("/")
    return path if PLAIN.fullmatch(path) else ""


def _from_folder(common_dir: Path) -> str:
    """The folder that holds the repository: of a checkout the one around `.git`, of a bare one itself."""
    return common_dir.parent.name if common_dir.name == ".git" else common_dir.name.removesuffix(".git")
