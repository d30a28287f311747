"""The wheel, built once, and a reader's environment: it and what its extra brings."""

import json
import subprocess
import sys
import venv
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Environment:
    """An environment of its own, and its packages."""

    python: Path
    packages: Path


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """Build the sdist, and the wheel from it."""
    folder = tmp_path_factory.mktemp("package")
    build = [sys.executable, "-m", "build", "--outdir", folder, ROOT]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="session")
def reader(wheel, tmp_path_factory):
    """What ``pip install "dlnotes[book]"`` makes, without a download."""
    folder = tmp_path_factory.mktemp("reader")
    venv.create(folder, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    python = folder / "bin" / "python"
    install = ["-m", "pip", "install", "--quiet", "--no-deps", "--target", packages]
    subprocess.run([sys.executable, *install, wheel], check=True)
    for distribution in brought_by("book", packages):
        for name in {file.parts[0] for file in distribution.files} - {".."}:
            link = packages / name
            if not link.exists():
                link.symlink_to(distribution.locate_file(name))
    return Environment(python, packages)


def brought_by(extra, packages):
    """Yield the distributions that an extra of the wheel in ``packages`` requires."""
    path = [str(packages), *sys.path]  # the wheel comes before this repository
    waiting, seen = [("dlnotes", extra)], set()
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        found = [*metadata.distributions(name=name, path=path)]
        assert found, f"{name} is not installed here"
        yield found[0]
        for needs in map(Requirement, found[0].requires or ()):
            if needs.marker is None or needs.marker.evaluate({"extra": extra}):
                waiting += [(needs.name, more) for more in needs.extras or {""}]


@pytest.fixture(scope="session")
def kernel(reader, tmp_path_factory):
    """Name a kernel that runs in the reader's environment, live."""
    folder = tmp_path_factory.mktemp("jupyter")
    spec = folder / "kernels" / "reader" / "kernel.json"
    spec.parent.mkdir(parents=True)
    launch = [str(reader.python), "-I", "-m", "ipykernel_launcher"]
    content = {
        "argv": [*launch, "-f", "{connection_file}"],
        "display_name": "reader",
        "language": "python",
        "env": {"DLNOTES_STATIC": "0"},
    }
    spec.write_text(json.dumps(content))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(folder))
        yield "reader"
