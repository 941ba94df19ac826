"""The container image, built by buildah on a local base: it judges a mounted repository of another user, as nobody."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from running import BASE, WIDER

ROOT = Path(__file__).resolve().parent.parent.parent
# A root file system with Python, pip, venv and Git, as `mmdebstrap --variant=minbase` makes one.
BASE_TAR = os.environ.get("THREATGATE_BASE_TAR", "")


@pytest.fixture(scope="module")
def buildah(tmp_path_factory):
    """Runs buildah on stores of its own, without a daemon and without rights beyond those of this user."""
    tool = shutil.which("buildah")
    if tool is None or not Path(BASE_TAR).is_file():
        pytest.skip("needs buildah, and THREATGATE_BASE_TAR with a root file system")
    store = tmp_path_factory.mktemp("store")
    environ = {**os.environ, "STORAGE_DRIVER": "vfs", "BUILDAH_ISOLATION": "chroot"}

    def run(ran, *words):
        return ran(tool, "--root", store / "root", "--runroot", store / "run", *words, env=environ, timeout=600)

    return run


def test_the_image_judges_a_mounted_repository_of_somebody_else(buildah, ran, repo, tmp_path):
    def must(*words):
        done = buildah(ran, *words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""

    made = must("from", "scratch")
    must("add", "--quiet", made, BASE_TAR, "/")
    must("run", made, "--", "sh", "-c", "rm -f /usr/lib/python3*/EXTERNALLY-MANAGED")
    must("commit", "--quiet", made, "localhost/base:local")
    certificates = [f"--volume={path}:{path}:ro" for path in ("/etc/ssl/certs", "/etc/pip.conf") if Path(path).exists()]
    must(
        "bud", "--pull-never", "--network=host", *certificates, "--build-arg=BASE=localhost/base:local",
        "--tag=localhost/threatgate:test", "--file", ROOT / "Dockerfile", ROOT,
    )  # fmt: skip
    config = json.loads(buildah(ran, "inspect", "--type", "image", "localhost/threatgate:test").stdout)["OCIv1"][
        "config"
    ]
    assert (config["User"], config["WorkingDir"], config.get("Entrypoint")) == ("10001", "/repo", None)
    assert config["Cmd"] == ["threatgate", "check"]
    repo.commit("base", BASE)
    repo.branch("pilot").commit("pilot", WIDER)
    shared = tmp_path / "shared"
    shutil.copytree(repo.path, shared)
    for path in (tmp_path, *tmp_path.parents):
        if path.owner() == "root" and path != Path("/"):
            path.chmod(path.stat().st_mode | 0o055)
    box = must("from", "--pull-never", "localhost/threatgate:test")
    words = ("run", f"--volume={shared}:/repo:ro", box, "--", "threatgate", "check")
    done = buildah(ran, *words, "--base", "main")
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stdout.startswith("blocked: all 2 changes of the AI threat surface are unanswered")
    done = buildah(ran, *words, "--base", "pilot")
    assert done.returncode == 0, done.stdout + done.stderr
