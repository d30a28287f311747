"""Where a network is trained: on a device, by one process or those of torchrun.

What each process draws at random is said here, too, and what it leaves as it was.
"""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.distributed.distributed_c10d import PrefixStore
from torch.distributed.rendezvous import rendezvous

T = TypeVar("T")

_groups = itertools.count()


@dataclass(frozen=True)
class Team:
    """Which of how many processes this one is, and the device it computes on."""

    rank: int
    size: int
    device: torch.device

    def share(self, batch: Tensor) -> tuple[Tensor, float]:
        """Return this process's samples of a batch, and which part of it they are.

        Nobody may be absent when gradients are summed: a process for which the batch
        has no sample takes the first one, as a part of 0.
        """
        own = batch[self.rank :: self.size]
        return own if len(own) else batch[:1], len(own) / len(batch)

    def sum(self, *values: float) -> list[float]:
        """Return the sum over all processes of each value."""
        if self.size == 1:
            return list(values)
        total = torch.tensor(values, dtype=torch.float64, device=self.device)
        dist.all_reduce(total)
        return list(map(float, total))

    def from_first(self, value: T) -> T:
        """Return the value that the first process has."""
        box = [value]
        if self.size > 1:
            dist.broadcast_object_list(box, device=self.device)
        return box[0]

    def copy_from_first(self, tensors: Iterable[Tensor]) -> None:
        """Overwrite tensors with those of the first process."""
        if self.size > 1:
            for tensor in tensors:
                dist.broadcast(tensor, 0)


def pick_device(device: str | torch.device | None) -> torch.device:
    """Return the device that was asked for; for None a GPU where there is one.

    Among the processes of torchrun, each takes the GPU of its own number.
    """
    beside = int(os.environ["LOCAL_WORLD_SIZE"]) if _launched() else 1
    if device is None:
        device = "cuda" if torch.cuda.device_count() >= beside else "cpu"
    if not isinstance(device, str | torch.device):
        raise TypeError(f"device is {device!r}, expected None, a string or a device")
    try:
        chosen = torch.device(device)
    except RuntimeError as error:
        raise ValueError(f"device is {device!r}: {error}") from None
    if chosen.type != "cuda":
        return chosen
    if chosen.index is None and torch.cuda.is_available():
        own = os.environ["LOCAL_RANK"] if _launched() else torch.cuda.current_device()
        chosen = torch.device("cuda", int(own))
    if (chosen.index or 0) >= torch.cuda.device_count():
        raise ValueError(
            f"device is {device!r}, but torch sees {torch.cuda.device_count()} GPUs"
        )
    return chosen


@contextmanager
def processes(device: torch.device) -> Iterator[Team]:
    """Within, the processes that train together are one group.

    A group that exists is used and left as it is. One that torchrun asks for is made,
    and ended afterwards.
    """
    if not _launched() and not (dist.is_available() and dist.is_initialized()):
        yield Team(0, 1, device)
        return
    made = not dist.is_initialized()
    if made:
        # under a prefix of its own: else a second group, or one of processes that
        # torchrun has started anew, would read where those before it could be reached
        store, rank, size = next(rendezvous("env://"))
        start = os.environ["TORCHELASTIC_RESTART_COUNT"]
        store = PrefixStore(f"dlnotes.train {start} {next(_groups)}", store)
        backend = "nccl" if device.type == "cuda" else "gloo"
        dist.init_process_group(backend, store=store, rank=rank, world_size=size)
    try:
        yield Team(dist.get_rank(), dist.get_world_size(), device)
    finally:
        if made:
            dist.destroy_process_group()


def _launched() -> bool:
    """Say whether torchrun has started this process."""
    return dist.is_available() and dist.is_torchelastic_launched()


def order(count: int, seed: int, epoch: int) -> Tensor:
    """Return the numbers of all samples in the order of one epoch."""
    generator = torch.Generator().manual_seed(_mixed(seed, epoch, 0))
    return torch.randperm(count, generator=generator)


def seed_generators(seed: int, epoch: int, team: Team) -> None:
    """Seed what a model or a data set may draw from, anew for each epoch and process.

    So an epoch draws the same numbers whether or not another was run before it.
    """
    mixed = _mixed(seed, epoch, 1 + team.rank)
    random.seed(mixed)
    np.random.seed(mixed % 2**32)  # noqa: NPY002
    torch.default_generator.manual_seed(mixed)
    if team.device.type == "cuda":
        torch.cuda.default_generators[team.device.index].manual_seed(mixed)


def _mixed(*numbers: int) -> int:
    """Return one seed for several numbers; neighbours get seeds far apart."""
    return int(np.random.SeedSequence(numbers).generate_state(1, np.uint64)[0])


@contextmanager
def generators_restored(device: torch.device) -> Iterator[None]:
    """Leave the caller's generators of random numbers as they were."""
    python, numpy = random.getstate(), np.random.get_state()  # noqa: NPY002
    with torch.random.fork_rng([device] if device.type == "cuda" else []):
        try:
            yield
        finally:
            random.setstate(python)
            np.random.set_state(numpy)  # noqa: NPY002


@contextmanager
def modes_restored(model: nn.Module) -> Iterator[None]:
    """Leave each module in training or evaluation mode, as it was."""
    modes = {module: module.training for module in model.modules()}
    try:
        yield
    finally:
        for module, mode in modes.items():
            module.training = mode
