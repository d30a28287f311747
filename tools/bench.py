"""Run the benchmarks: ``python -m tools.bench [topic ...]``.

A benchmark's ``run`` returns ``{measure: {contender: value}, ...}``, "ms" first, and
perhaps single numbers; its ``summarize(runs)`` returns what the table ends in. A record
is replaced only when all cases have run: times from different hours do not compare.
"""

import argparse
from pathlib import Path
from typing import Any

from tqdm import tqdm

from tools.record import (
    ROOT,
    Record,
    add_run,
    cases,
    choose_scripts,
    load_script,
    record_path,
    start_record,
    use_one_thread,
    write_record,
)


def run_benchmark(script: Path) -> Record:
    """Run every case, save the record and return it."""
    module = load_script(script)
    record = start_record(script, module)
    for case in tqdm(cases(record), script.stem, leave=False):
        add_run(record, module, case)
    record["summary"] = module.summarize(record["runs"])
    write_record(record_path(script), record)
    return record


def format_table(record: Record) -> str:
    """One line a case and contender, one column a measure."""
    keys, measures = list(record["config"]), _measures(record["runs"][0]["result"])
    rows = [[*keys, "contender", *measures]]
    for run in record["runs"]:
        measures = _measures(run["result"])
        for name in measures["ms"]:
            values = [_cell(values.get(name)) for values in measures.values()]
            rows.append([*(str(run[key]) for key in keys), name, *values])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_align(row, widths, left=len(keys) + 1) for row in rows)


def _measures(result: dict[str, Any]) -> dict[str, dict[str, float]]:
    return {name: v for name, v in result.items() if isinstance(v, dict)}


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _align(row: list[str], widths: list[int], left: int) -> str:
    padded = [
        text.ljust(width) if i < left else text.rjust(width)
        for i, (text, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(padded).rstrip()


def main(arguments: list[str] | None = None) -> None:
    """Run the benchmarks of the topics named on the command line, or all."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("topics", nargs="*")
    scripts = choose_scripts(ROOT / "bench", parser.parse_args(arguments).topics)
    use_one_thread()
    for script in scripts:
        record = run_benchmark(script)
        print(format_table(record), *_lines(record["summary"]), sep="\n")


def _lines(summary: dict[str, Any]) -> list[str]:
    return [f"{name}: {value}" for name, value in summary.items()]


if __name__ == "__main__":
    main()
