"""The binary form of SSH keys and signatures: strings with their length before them (RFC 4251, section 5)."""

from __future__ import annotations

import base64
import binascii
import hashlib

ALGORITHMS = frozenset(
    {
        "ssh-ed25519",
        "ssh-rsa",
        "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp384",
        "ecdsa-sha2-nistp521",
        "sk-ssh-ed25519@openssh.com",
        "sk-ecdsa-sha2-nistp256@openssh.com",
    }
)
LEAST_RSA_BITS = 2048


class WireError(ValueError):
    """Bytes that end too early, or text that is no base64."""


def string(data: bytes) -> tuple[bytes, bytes]:
    """The first string of some bytes, and the rest."""
    size = int.from_bytes(data[:4], "big")
    if len(data) < 4 or len(data) - 4 < size:
        raise WireError("it ends in the middle")
    return data[4 : 4 + size], data[4 + size :]


def decoded(text: str) -> bytes:
    """The bytes of a base64 text. Raises WireError."""
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise WireError("it is not base64") from error


def encoded(data: bytes) -> str:
    """Bytes as base64."""
    return base64.b64encode(data).decode("ascii")


def algorithm(key: bytes) -> str:
    """What sort of key this is. Raises WireError."""
    return string(key)[0].decode("ascii", "replace")


def complaint(key: bytes, stated: str | None = None) -> str:
    """Why a key is not one that may sign; "" where it may."""
    try:
        name = algorithm(key)
        if "-cert-" in name:
            return "it is a certificate, and only plain keys count"
        if name not in ALGORITHMS:
            return f"keys of the type {name[:40]} do not count"
        if stated is not None and name != stated:
            return f"the key is of the type {name}, and the line says {stated[:40]}"
        bits = _rsa_bits(key) if name == "ssh-rsa" else LEAST_RSA_BITS
    except WireError as error:
        return f"the key cannot be read: {error}"
    return f"an RSA key of {bits} bits is too short, {LEAST_RSA_BITS} are the least" if bits < LEAST_RSA_BITS else ""


def fingerprint(key: bytes) -> str:
    """The fingerprint of a key, as `ssh-keygen -l` prints it."""
    return "SHA256:" + encoded(hashlib.sha256(key).digest()).rstrip("=")


def _rsa_bits(key: bytes) -> int:
    _, rest = string(key)
    _, rest = string(rest)
    return int.from_bytes(string(rest)[0], "big").bit_length()
