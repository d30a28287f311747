"""Several processes that train together, without torchrun: quicker to start.

A server imports torch once, and every process is a fork of it.
"""

import importlib
import multiprocessing
import sys
from pathlib import Path

import torch
import torch.distributed as dist

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["torch._dynamo", "tqdm.auto", "pytest"])


def fitted_together(train, folder, calls, size=2):
    """Return the states and histories of `calls` of `fit`, of each of the processes."""
    package = Path(train.__path__[0])
    root = package.parents[train.__name__.count(".")]
    processes = [
        CONTEXT.Process(
            target=_work, args=(rank, size, str(root), train.__name__, folder, calls)
        )
        for rank in range(size)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        process.kill()
    (folder / "group").unlink(missing_ok=True)
    assert [process.exitcode for process in processes] == [0] * size
    return [torch.load(folder / str(rank), weights_only=True) for rank in range(size)]


def _work(rank, size, root, package, folder, calls):
    sys.path.insert(0, root)
    torch.set_num_threads(1)
    train = importlib.import_module(package)
    oracles = importlib.import_module("tests.train.oracles")
    dist.init_process_group(
        "gloo", init_method=f"file://{folder / 'group'}", rank=rank, world_size=size
    )
    results = []
    for options in calls:
        made = oracles.fitted(train, **options)
        results.append(oracles.state(made))
    assert dist.is_initialized()
    torch.save(results, folder / str(rank))
    dist.destroy_process_group()
