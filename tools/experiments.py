"""Run the recorded experiments: ``python -m tools.experiments [topic/name ...]``.

Without names, runs those whose record is missing, stale or incomplete. A named
one runs in any case. An interrupted experiment continues where it stopped. A record
whose best value is at the edge of its grid is no evidence, and fails.
"""

import argparse
from pathlib import Path

from tqdm import tqdm

from tools.record import (
    ROOT,
    Record,
    add_run,
    choose_scripts,
    find_narrow_grid,
    find_problem,
    load_script,
    pending,
    read_record,
    record_path,
    start_record,
    use_one_thread,
    write_record,
)


def resume(fresh: Record, stored: Record | None) -> Record:
    """Keep the stored runs if nothing but runs is missing, else start afresh."""
    changing = {"runs": None, "seconds": None}
    if stored and stored | changing == fresh | changing and pending(stored):
        return stored
    return fresh


def run_experiment(script: Path) -> None:
    """Run what is missing from the script's record, saving after every run."""
    module, path = load_script(script), record_path(script)
    record = resume(start_record(script, module), read_record(path))
    todo = pending(record)
    total = len(todo) + len(record["runs"])
    for case in tqdm(todo, script.stem, total=total, initial=total - len(todo)):
        add_run(record, module, case)
        write_record(path, record)


def main(arguments: list[str] | None = None) -> None:
    """Run the experiments named on the command line."""
    parser = argparse.ArgumentParser(prog="experiments", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="topic/name")
    names = parser.parse_args(arguments).names
    scripts = choose_scripts(ROOT / "experiments", names)
    stale = scripts if names else [script for script in scripts if find_problem(script)]
    use_one_thread()
    for script in stale:
        run_experiment(script)
    narrow = {script.stem: find_narrow_grid(script) for script in scripts}
    if any(narrow.values()):
        raise SystemExit("\n".join(f"{k}: {v}" for k, v in narrow.items() if v))
    if not stale:
        print("Every record agrees with its experiment.")


if __name__ == "__main__":
    main()
