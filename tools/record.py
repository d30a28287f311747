"""Records of experiments and benchmarks: what ran, where, and what came out.

A script is declarative: its docstring asks the question, ``CONFIG`` maps each
parameter of ``run`` to the values to try, ``SEEDS`` (experiments only) lists the
seeds, and ``run(**case) -> dict`` does one run. Its record keeps every run. ``CHOOSE``
says how the best value of a parameter is found (see :mod:`tools.choice`).
"""

import hashlib
import itertools
import json
import os
import platform
import runpy
import subprocess
import time
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tools.choice import find_edges, split_choice

ROOT = Path(__file__).parent.parent
LIBRARIES = ("numpy", "torch", "scikit-learn", "mlxtend")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

Record = dict[str, Any]


def use_one_thread() -> None:
    """Keep NumPy and torch to one thread: they read this when they are imported."""
    os.environ.update(dict.fromkeys(THREADS, "1"))


def script_sha256(script: Path) -> str:
    """Hash what runs; Git may have changed the line ends, which is no edit."""
    text, _ = split_choice(script.read_text("utf-8"))
    return hashlib.sha256(text.encode()).hexdigest()


def load_script(script: Path) -> SimpleNamespace:
    """Return what the script defines."""
    return SimpleNamespace(**runpy.run_path(str(script)))


def record_path(script: Path) -> Path:
    """``experiments/a/b.py`` keeps ``b.json`` beside it, ``bench/a.py`` in results."""
    if script.parent.name == "bench":
        return script.parent / "results" / f"{script.stem}.json"
    return script.with_suffix(".json")


def choose_scripts(folder: Path, names: Sequence[str] = ()) -> list[Path]:
    """Return the scripts of the folder that are named, or all of them."""
    known = {
        path.relative_to(folder).with_suffix("").as_posix(): path
        for path in sorted(folder.rglob("*.py"))
    }
    if unknown := sorted(set(names) - set(known)):
        raise SystemExit(f"{folder.name}: no {unknown}; there are {list(known)}")
    return [known[name] for name in names or known]


def start_record(script: Path, module: SimpleNamespace) -> Record:
    """Return a record without runs, just as it would be read back from its file."""
    record = {
        "script_sha256": script_sha256(script),
        "config": module.CONFIG,
        "seeds": list(getattr(module, "SEEDS", [])),
        "versions": _versions(),
        "machine": _machine(),
        "seconds": 0.0,
        "runs": [],
    }
    return json.loads(json.dumps(record))


def cases(record: Record) -> list[dict[str, Any]]:
    """Return every combination of seed and configuration, as keywords of ``run``."""
    grid = {"seed": record["seeds"]} if record["seeds"] else {}
    grid |= record["config"]
    return [
        dict(zip(grid, values, strict=True))
        for values in itertools.product(*grid.values())
    ]


def pending(record: Record) -> list[dict[str, Any]]:
    """Return the cases that have not run."""
    return [
        case
        for case in cases(record)
        if not any(case.items() <= run.items() for run in record["runs"])
    ]


def add_run(record: Record, module: SimpleNamespace, case: dict[str, Any]) -> None:
    """Run one case and append its result and duration to the record."""
    start = time.perf_counter()
    result = module.run(**case)
    seconds = round(time.perf_counter() - start, 2)
    record["runs"].append({**case, "result": result, "seconds": seconds})
    record["seconds"] = round(record["seconds"] + seconds, 2)


def write_record(path: Path, record: Record) -> None:
    """Replace the file in one step, so that an interruption leaves old or new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".json.tmp")
    draft.write_text(_to_json(record), encoding="utf-8", newline="\n")
    os.replace(draft, path)


def read_record(path: Path) -> Record | None:
    """Return the stored record, or None where there is none."""
    return json.loads(path.read_text("utf-8")) if path.is_file() else None


def find_problem(script: Path) -> str | None:
    """Say why the script's record is no evidence, or None if it is."""
    record = read_record(record_path(script))
    if record is None:
        return "no record"
    if record["script_sha256"] != script_sha256(script):
        return "the script has changed since its record"
    if missing := len(pending(record)):
        return f"{missing} of {len(cases(record))} runs are missing"
    return None


def find_narrow_grid(script: Path) -> str | None:
    """Say where the script's grid ends too early, or None if it does nowhere."""
    record = read_record(record_path(script))
    return "\n".join(find_edges(script, record)) or None if record else None


def _to_json(record: Record) -> str:
    """One run a line: small files, readable diffs."""
    fields = {key: json.dumps(value, allow_nan=False) for key, value in record.items()}
    runs = [json.dumps(run, allow_nan=False) for run in record["runs"]]
    fields["runs"] = "[\n  " + ",\n  ".join(runs) + "\n ]" if runs else "[]"
    lines = [f" {json.dumps(key)}: {text}" for key, text in fields.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _versions() -> dict[str, str]:
    installed = {dist.name.lower() for dist in metadata.distributions()}
    found = {name: metadata.version(name) for name in LIBRARIES if name in installed}
    return {"python": platform.python_version(), **found}


def _machine() -> dict[str, Any]:
    return {
        "platform": f"{platform.system()} {platform.machine()}",
        "cpu": _cpu_model(),
        "cores": os.cpu_count(),
    }


def _cpu_model() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    if platform.system() == "Darwin":
        command = ["sysctl", "-n", "machdep.cpu.brand_string"]
        return subprocess.run(command, capture_output=True, text=True).stdout.strip()
    return platform.processor() or "unknown"
