"""One training loop for every network: seeded, resumable, on one process or several."""

from __future__ import annotations

import math
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler
from tqdm.auto import tqdm

from dlnotes._arguments import as_bool, as_int, as_real
from dlnotes.train._arguments import (
    Data,
    Loss,
    Samples,
    Schedule,
    are_classes,
    as_path,
    as_samples,
    as_scalar,
    check_parts,
    check_smallest_batch,
)
from dlnotes.train._checkpoint import Checkpoint, History, Part, setup
from dlnotes.train._processes import (
    Team,
    generators_restored,
    modes_restored,
    order,
    pick_device,
    processes,
    seed_generators,
)


def fit(
    model: nn.Module,
    train: Data,
    *,
    val: Data | None = None,
    loss: Loss,
    batch_size: int,
    optimizer: Optimizer,
    schedule: Schedule | None = None,
    epochs: int,
    device: str | torch.device | None = None,
    seed: int = 0,
    checkpoint: str | os.PathLike[str] | None = None,
    progress: bool = True,
) -> History:
    """Train a network, from its first epoch or from where a killed run got to.

    Each epoch takes the training samples in a new order, in batches of `batch_size`;
    the last one is smaller where they do not come out even. A step is forward,
    backward, ``optimizer.step()``.

    Parameters
    ----------
    model : torch.nn.Module
        Trained in place, and left on `device`. All of it is in training mode during
        the steps and in evaluation mode during validation; afterwards each module is
        in the mode in which it came.
    train, val : (x, y) or torch.utils.data.Dataset
        Two NumPy arrays or tensors with an entry a sample, which move to `device`
        once, or a data set with a length that gives a pair a sample.
    loss : callable
        ``loss(output, target)`` is one number, the mean over the samples of the batch.
    batch_size : int
        Samples a step, of all processes together.
    optimizer : torch.optim.Optimizer
        One of parameters of `model`; any but LBFGS.
    schedule : callable or torch.optim.lr_scheduler.LRScheduler, optional
        ``schedule(step)`` is the rate of all groups at a step, counted from 0 over all
        epochs. A scheduler of torch, one of `optimizer`, steps once after each step,
        not after each epoch.
    epochs : int
        Passes over the training samples, those of the checkpoint included.
    device : str or torch.device, optional
        By default CUDA's GPU, if there is one for each process of the machine, else
        the CPU. Apple's "mps" is used when it is asked for: it has no float64.
    seed : int
        Decides each epoch's order and what model and data sets draw in it (dropout)
        from the generators of torch, NumPy and Python. The caller's are left as they
        were.
    checkpoint : path, optional
        A file that is written whole after each epoch. If it is there already, the run
        goes on from it; if it is of `epochs` epochs, it is only loaded.
    progress : bool
        Show a bar with the mean loss of the epoch so far.

    Returns
    -------
    dict of lists of float, one entry an epoch
        loss : mean over the samples, each measured just before the step on its batch.
        val_loss : mean over the samples of `val`, after the epoch.
        val_accuracy : share of them whose largest output is the target's, if the
        targets are integers (N,) and the outputs (N, C).
        seconds : of training and validation.

    Raises
    ------
    TypeError, ValueError
        For arguments that do not fit together, and for a checkpoint that is damaged,
        of another set-up (it says what differs) or of more epochs; before anything is
        changed. Where a last batch of one sample meets batch norm that refuses it,
        before the first step.
    FloatingPointError
        If the loss of a step is NaN or infinite, before the optimizer steps; the
        checkpoint of the last whole epoch stays.

    Notes
    -----
    *Resuming.* The same call goes on as if nothing had happened: model, optimizer and
    history (but its seconds) end with the same bits on a CPU with the same number of
    threads and processes. Model and optimizer must keep their state in their
    ``state_dict``. Only the number of samples is compared, not the samples.

    *Several processes.* Under ``torchrun --nproc-per-node 2 script.py`` the same call
    trains with `DistributedDataParallel`. Each process takes its share of every batch,
    and a gradient is weighed by its share, so a network without batch statistics and
    dropout ends as with one process, within rounding. Batch norm normalises each share
    by itself; its running statistics are those of the first process, which also writes
    the checkpoint and shows progress. A process group that exists is used and kept.

    Examples
    --------
    >>> x = torch.linspace(-1, 1, 20).reshape(20, 1)
    >>> net = nn.Linear(1, 1)
    >>> sgd = torch.optim.SGD(net.parameters(), lr=0.5)
    >>> history = fit(net, (x, 3 * x), loss=nn.functional.mse_loss, batch_size=5,
    ...               optimizer=sgd, epochs=20, progress=False)
    >>> len(history["loss"]), round(net.weight.item(), 3)
    (20, 3.0)
    """
    batch_size = as_int("batch_size", batch_size, minimum=1)
    epochs = as_int("epochs", epochs, minimum=1)
    seed = as_int("seed", seed, minimum=0)
    progress = as_bool("progress", progress)
    check_parts(model, loss, optimizer, schedule)
    path, place = as_path(checkpoint), pick_device(device)
    with generators_restored(place), modes_restored(model), processes(place) as team:
        samples = as_samples("train", train, place)
        held_out = None if val is None else as_samples("val", val, place)
        run = _Run(
            model, samples, held_out, loss, batch_size, optimizer, schedule, seed, team
        )
        kept = run.checkpoint(path) if path else None
        saved = kept.read(team, epochs) if kept else None
        _move(model, optimizer, place)
        history = kept.load(saved) if kept and saved else {"loss": []}
        if len(history["loss"]) < epochs:
            check_smallest_batch(model, samples, batch_size, team.size)
            _train(run, history, epochs, kept, progress)
        return team.from_first(history)


@dataclass(frozen=True)
class _Run:
    """What the steps need."""

    model: nn.Module
    train: Samples
    val: Samples | None
    loss: Loss
    batch_size: int
    optimizer: Optimizer
    schedule: Schedule | None
    seed: int
    team: Team

    @property
    def steps(self) -> int:
        """Steps an epoch."""
        return math.ceil(self.train.count / self.batch_size)

    def checkpoint(self, path: Path) -> Checkpoint:
        """Return the checkpoint of this run."""
        numbers = {
            "batch_size": self.batch_size,
            "seed": self.seed,
            "the number of training samples": self.train.count,
            "the number of validation samples": self.val.count if self.val else 0,
        }
        parts: dict[str, Part] = {"model": self.model, "optimizer": self.optimizer}
        if isinstance(self.schedule, LRScheduler):
            parts["schedule"] = self.schedule
        shared = setup(self.model, self.optimizer, self.schedule, numbers)
        return Checkpoint(path, shared, parts)


def _move(model: nn.Module, optimizer: Optimizer, device: torch.device) -> None:
    """Move a model, and with it what its optimizer has gathered so far."""
    model.to(device)
    if device.type != "cpu":
        optimizer.load_state_dict(optimizer.state_dict())


def _train(
    run: _Run, history: History, epochs: int, kept: Checkpoint | None, progress: bool
) -> None:
    """Train for the epochs that the history lacks, and add them to it."""
    team, done = run.team, len(history["loss"])
    replica = run.model
    if team.size > 1:
        # The option has gradients summed in the same pieces from the first step on, so
        # that a resumed run rounds as an uninterrupted one; and a parameter may be idle
        replica = DistributedDataParallel(replica, find_unused_parameters=True)
    with tqdm(
        total=epochs * run.steps,
        initial=done * run.steps,
        unit="step",
        disable=not progress or team.rank > 0,
    ) as bar:
        for epoch in range(done, epochs):
            begin = time.perf_counter()
            bar.set_description(f"epoch {epoch + 1}/{epochs}")
            entries = {"loss": _epoch(run, replica, epoch, bar)}
            team.copy_from_first(run.model.buffers())
            if run.val:
                entries |= _validate(run, run.val)
            entries["seconds"] = time.perf_counter() - begin
            for name, entry in team.from_first(entries).items():
                history.setdefault(name, []).append(entry)
            if kept and team.rank == 0:
                kept.write(history)


def _epoch(run: _Run, replica: nn.Module, epoch: int, bar: Any) -> float:
    """Make the steps of one epoch, and return the mean loss of its samples."""
    seed_generators(run.seed, epoch, run.team)
    run.model.train()
    total, seen = 0.0, 0
    numbers = order(run.train.count, run.seed, epoch)
    for step, batch in enumerate(
        torch.split(numbers, run.batch_size), epoch * run.steps
    ):
        if run.schedule and not isinstance(run.schedule, LRScheduler):
            _set_rate(run.optimizer, as_real("the rate", run.schedule(step), 0))
        own, part = run.team.share(batch)
        x, y = run.train.take(own)
        value = as_scalar(run.loss(replica(x), y))
        (mean,) = run.team.sum(value.item() * part)
        if not math.isfinite(mean):
            rates = ", ".join(f"{g['lr']:g}" for g in run.optimizer.param_groups)
            raise FloatingPointError(
                f"loss is {mean} in epoch {epoch + 1}, at step {step} (counted from "
                f"0 over all epochs), with rate {rates}"
            )
        run.model.zero_grad()
        # DistributedDataParallel takes the mean over the processes
        (value * (part * run.team.size)).backward()  # type: ignore[no-untyped-call]
        run.optimizer.step()
        if isinstance(run.schedule, LRScheduler):
            run.schedule.step()
        total, seen = total + mean * len(batch), seen + len(batch)
        bar.set_postfix(loss=f"{total / seen:.4g}", refresh=False)
        bar.update()
    return total / seen


def _set_rate(optimizer: Optimizer, rate: float) -> None:
    for group in optimizer.param_groups:
        if isinstance(group["lr"], Tensor):
            group["lr"].fill_(rate)
        else:
            group["lr"] = rate


@torch.no_grad()
def _validate(run: _Run, val: Samples) -> dict[str, float]:
    """Return the mean loss of the samples, and of classes the accuracy."""
    run.model.eval()
    loss = right = judged = 0.0
    for batch in torch.split(torch.arange(val.count), run.batch_size):
        own, part = run.team.share(batch)
        if not part:
            continue
        x, y = val.take(own)
        output = run.model(x)
        loss += as_scalar(run.loss(output, y)).item() * len(own)
        if are_classes(output, y):
            right += (output.argmax(1) == y).sum().item()
            judged += len(own)
    loss, right, judged = run.team.sum(loss, right, judged)
    entries = {"val_loss": loss / val.count}
    if judged == val.count:
        entries["val_accuracy"] = right / val.count
    return entries
