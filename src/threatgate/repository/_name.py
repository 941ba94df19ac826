"""What a repository is called in a report: `owner/name` from where it was cloned, or its folder."""

from __future__ import annotations

import os

CONFIG_LIMIT = 1024 * 1024
ORIGIN = '[remote "origin"]'
PLAIN = frozenset("_.~+/-")


def repository_name(common_dir: str | None, folder: str) -> str:
    """The name, without credentials. The configuration is read as text: nothing that it includes is followed."""
    if common_dir is None:
        return os.path.basename(folder)
    return _from_url(origin(common_dir)) or _from_folder(common_dir)


def origin(common_dir: str | None) -> str:
    """The URL of the remote `origin`, "" where there is none; it may hold credentials."""
    if common_dir is None:
        return ""
    try:
        with open(os.path.join(common_dir, "config"), "rb") as file:
            return _origin(file.read(CONFIG_LIMIT).decode("utf-8", "replace"))
    except OSError:
        return ""


def folders(common_dir: str | None, folder: str) -> tuple[str, ...]:
    """The checkout that a folder lies in, or the folder itself, and where the repository is kept."""
    from pathlib import Path

    from threatgate.files import working_tree

    top = working_tree(Path(folder))
    return (folder if top is None else str(top), *([common_dir] if common_dir else []))


def _origin(config: str) -> str:
    section = ""
    for line in config.splitlines():
        key, _, value = line.strip().partition("=")
        if key.startswith("["):
            section = key
        elif section == ORIGIN and key.strip() == "url":
            return value.strip().strip('"')
    return ""


def _from_url(url: str) -> str:
    """What follows the host, or the last folder of a path; "" where that holds anything but plain letters."""
    scheme, is_url, rest = url.partition("://")
    host, is_scp, scp_path = url.partition(":")
    if is_url and scheme != "file":
        path = rest.partition("/")[2]
    elif not is_url and is_scp and "/" not in host and len(host) > 1:
        path = scp_path
    else:
        path = url.rstrip("/").rpartition("/")[2]
    path = path.partition("?")[0].partition("#")[0].rstrip("/").removesuffix(".git").strip("/")
    return path if all(char.isalnum() or char in PLAIN for char in path) else ""


def _from_folder(common_dir: str) -> str:
    """The folder that holds the repository: of a checkout the one around `.git`, of a bare one itself."""
    around, name = os.path.split(common_dir)
    return os.path.basename(around) if name == ".git" else name.removesuffix(".git")
