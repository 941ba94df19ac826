"""Which certificates are trusted: those of the system's or SSL_CERT_FILE's, and the one a GitLab job brings along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threatgate.forge._api import Maker

if TYPE_CHECKING:
    from collections.abc import Mapping

    from threatgate.forge._http import Wires
    from threatgate.forge._places import Host


def wired(wires: Wires, host: Host, environ: Mapping[str, str]) -> Wires:
    """The wires to a host; GitLab's own authority is trusted for GitLab."""
    file = environ.get("CI_SERVER_TLS_CA_FILE")
    if host.maker is not Maker.GITLAB or not file or wires.transport is not None or wires.certificates is not None:
        return wires
    import httpx

    context = httpx.create_ssl_context()
    try:
        context.load_verify_locations(file)
    except OSError:  # without it the connection fails, and that is said
        return wires
    return wires._replace(certificates=context)
