"""What `fit` is given: checked before any work, and made ready for it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.optim import LBFGS, Optimizer
from torch.optim.lr_scheduler import LRScheduler, ReduceLROnPlateau
from torch.utils.data import Dataset, IterableDataset, default_collate

Part: TypeAlias = Tensor | npt.NDArray[Any]

Data: TypeAlias = tuple[Part, Part] | Sequence[Part] | Dataset[Any]
"""Inputs and targets, or a data set of such pairs."""

Loss: TypeAlias = Callable[[Any, Tensor], Tensor]

Schedule: TypeAlias = Callable[[int], float] | LRScheduler

EXPECTED = "expected a pair (x, y) of NumPy arrays or tensors, or a torch Dataset"


@dataclass(frozen=True)
class Samples:
    """Pairs (x, y), as two tensors on `device` or as a torch `Dataset`."""

    name: str
    pairs: tuple[Tensor, Tensor] | Dataset[Any]
    count: int
    device: torch.device

    def take(self, indices: Tensor) -> tuple[Tensor, Tensor]:
        """Return the inputs and targets of these samples as a batch."""
        if isinstance(self.pairs, tuple):
            x, y = self.pairs
            return x[indices], y[indices]
        batch = default_collate([self.pairs[i] for i in indices.tolist()])
        if not (
            isinstance(batch, tuple | list)
            and len(batch) == 2
            and all(isinstance(part, Tensor) for part in batch)
        ):
            raise TypeError(
                f"{self.name} does not give a pair (x, y) of numbers or arrays a sample"
            )
        x, y = batch
        return x.to(self.device), y.to(self.device)


def as_samples(name: str, data: Data, device: torch.device) -> Samples:
    """Return what `fit` was given as samples; two arrays move to the device at once."""
    if isinstance(data, Dataset):
        if isinstance(data, IterableDataset) or not hasattr(data, "__len__"):
            raise TypeError(
                f"{name} is a {type(data).__name__}, expected a Dataset with a length"
            )
        samples = Samples(name, data, _as_count(name, len(data)), device)
        samples.take(torch.tensor([0]))  # what a sample is shows before any work
        return samples
    if not isinstance(data, tuple | list):
        raise TypeError(f"{name} is a {type(data).__name__}, {EXPECTED}")
    if len(data) != 2:
        raise ValueError(f"{name} has {len(data)} parts, {EXPECTED}")
    x, y = _as_tensor(f"{name}'s x", data[0]), _as_tensor(f"{name}'s y", data[1])
    if len(x) != len(y):
        raise ValueError(f"{name} has {len(x)} samples in x, but {len(y)} in y")
    count = _as_count(name, len(x))
    return Samples(name, (x.to(device), y.to(device)), count, device)


def _as_count(name: str, count: int) -> int:
    if count == 0:
        raise ValueError(f"{name} is empty, expected at least one sample")
    return count


def _as_tensor(name: str, value: Part) -> Tensor:
    """Return a tensor of the same numbers, and of the same memory where torch can."""
    if isinstance(value, np.ndarray) and not isinstance(value, np.ma.MaskedArray):
        if value.dtype.kind not in "biufc":
            raise TypeError(f"{name} is {value.dtype}, expected numbers")
        # torch shares no memory that is read-only or runs backwards
        value = torch.from_numpy(np.require(value, requirements=["C", "W"]))
    if not isinstance(value, Tensor):
        raise TypeError(
            f"{name} is a {type(value).__name__}, expected a NumPy array or a tensor"
        )
    if value.ndim == 0:
        raise ValueError(f"{name} is a single number, expected one entry a sample")
    return value.detach()


def check_parts(
    model: nn.Module, loss: Loss, optimizer: Optimizer, schedule: Schedule | None
) -> None:
    """Require parts that belong together."""
    if not isinstance(model, nn.Module):
        raise TypeError(f"model is {model!r}, expected a torch.nn.Module")
    if not callable(loss) or isinstance(loss, type):
        raise TypeError(f"loss is {loss!r}, expected a function of output and target")
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"optimizer is {optimizer!r}, expected a torch.optim.Optimizer")
    if isinstance(optimizer, LBFGS):
        raise ValueError("optimizer is LBFGS, which needs more than one loss a step")
    own = {id(p) for p in model.parameters()}
    steered = [p for group in optimizer.param_groups for p in group["params"]]
    if strangers := sum(id(p) not in own for p in steered):
        raise ValueError(
            f"optimizer has {len(steered)} parameters, of which {strangers} are not "
            "the model's"
        )
    if not any(p.requires_grad for p in steered):
        raise ValueError("optimizer has only parameters that require no gradient")
    if isinstance(schedule, ReduceLROnPlateau):
        raise ValueError(
            "schedule is ReduceLROnPlateau, expected one that needs only the step"
        )
    if isinstance(schedule, LRScheduler):
        if schedule.optimizer is not optimizer:
            raise ValueError("schedule is one of another optimizer")
    elif schedule is not None and not callable(schedule):
        raise TypeError(
            f"schedule is {schedule!r}, expected a function of the step or a torch "
            "LRScheduler"
        )


def as_path(checkpoint: str | os.PathLike[str] | None) -> Path | None:
    """Return the path of a file, there or not, in a folder that exists."""
    if checkpoint is None:
        return None
    if not isinstance(checkpoint, str | os.PathLike):
        raise TypeError(f"checkpoint is {checkpoint!r}, expected a path or None")
    path = Path(checkpoint)
    if path.is_dir():
        raise ValueError(f"checkpoint is {path}, a folder: expected a file")
    if not path.parent.is_dir():
        raise ValueError(f"checkpoint is {path}, in a folder that does not exist")
    return path


def check_smallest_batch(
    model: nn.Module, train: Samples, batch_size: int, processes: int
) -> None:
    """Let a model see one sample where it will be given just one; no trace is left.

    BatchNorm refuses one value a channel: better now than at the end of an epoch.
    """
    last = (train.count - 1) % batch_size + 1
    if last // processes > 1:
        return
    buffers = {name: b.clone() for name, b in model.named_buffers()}
    x, _ = train.take(torch.tensor([0]))
    model.train()
    try:
        with torch.no_grad():
            functional_call(model, buffers, (x,))
    except ValueError as error:
        raise ValueError(
            f"batch_size is {batch_size}: of {train.count} samples the last batch "
            f"leaves one for a process, which the model refuses ({error})"
        ) from error


def as_scalar(value: Tensor) -> Tensor:
    """Return what a loss gives, which is one number."""
    if not isinstance(value, Tensor):
        raise TypeError(f"loss gives a {type(value).__name__}, expected a tensor")
    if value.numel() != 1:
        raise ValueError(
            f"loss gives shape {tuple(value.shape)}, expected one number: the mean "
            "over the batch"
        )
    return value


def are_classes(output: Any, target: Tensor) -> bool:
    """Say whether each target is the number of one of the output's columns."""
    whole = not (target.is_floating_point() or target.is_complex())
    return (
        whole
        and target.dtype is not torch.bool
        and target.ndim == 1
        and isinstance(output, Tensor)
        and output.ndim == 2
    )
