"""A file from which a killed run goes on: written whole, and read with suspicion."""

from __future__ import annotations

import io
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from dlnotes.train._arguments import Schedule
from dlnotes.train._processes import Team

State: TypeAlias = dict[str, Any]

History: TypeAlias = dict[str, list[float]]


class Part(Protocol):
    """What has a state: model, optimizer, scheduler."""

    def state_dict(self) -> State: ...

    def load_state_dict(self, state: State, /) -> object: ...


@dataclass(frozen=True)
class Checkpoint:
    """What is kept of a run, and where."""

    path: Path
    setup: State
    parts: dict[str, Part]

    def read(self, team: Team, epochs: int) -> State | None:
        """Return the first process's file, if it has one, for all of them.

        One that is damaged, of another set-up or of more epochs is refused.
        """
        there = team.rank == 0 and self.path.exists()
        content = team.from_first(self.path.read_bytes() if there else None)
        if content is None:
            self._unpack(self._pack({}))  # so that what will be written can be read
            return None
        state = self._unpack(content)
        check_setup(self.path, state["setup"], self.setup)
        if (done := len(state["history"]["loss"])) > epochs:
            raise ValueError(f"epochs is {epochs}, but {self.path} is of {done} epochs")
        return state

    def load(self, state: State) -> History:
        """Give all parts the state that was kept, and return the history."""
        for name, part in self.parts.items():
            part.load_state_dict(state[name])
        history: History = state["history"]
        return history

    def write(self, history: History) -> None:
        """Write the file whole or not at all: under another name first."""
        unfinished = self.path.with_name(self.path.name + ".tmp")
        with unfinished.open("wb") as file:
            file.write(self._pack(history))
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, self.path)

    def _pack(self, history: History) -> bytes:
        state = {"setup": self.setup, "history": history}
        state |= {name: part.state_dict() for name, part in self.parts.items()}
        buffer = io.BytesIO()
        torch.save({name: _plain(value) for name, value in state.items()}, buffer)
        return buffer.getvalue()

    def _unpack(self, content: bytes) -> State:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                if changed := archive.testzip():  # torch itself does not look
                    raise ValueError(f"{changed} has changed")
            state = torch.load(
                io.BytesIO(content), map_location="cpu", weights_only=True
            )
        except Exception as error:  # what a damaged file raises is anybody's guess
            raise ValueError(
                f"checkpoint {self.path} cannot be read: it is damaged, or holds more "
                f"than numbers and names ({error})"
            ) from error
        if not isinstance(state, dict) or not {"setup", "history"} <= state.keys():
            raise ValueError(f"checkpoint {self.path} is not one that fit has written")
        return state


def setup(
    model: nn.Module,
    optimizer: Optimizer,
    schedule: Schedule | None,
    numbers: dict[str, int],
) -> State:
    """Return by name what a run and its continuation must share."""
    tensors = {
        f"model's {name}": f"{tuple(value.shape)} {value.dtype}"
        for name, value in model.state_dict().items()
        if isinstance(value, Tensor)
    }
    names = {id(p): name for name, p in model.named_parameters()}
    groups = optimizer.param_groups
    options = sorted(set().union(*groups) - {"params"})
    if isinstance(schedule, LRScheduler):
        kind, options = type(schedule).__name__, []  # it may change any of them
    elif schedule:
        kind, options = "a function", [o for o in options if o != "lr"]
    else:
        kind = "None"
    return {
        **numbers,
        **tensors,
        "optimizer": type(optimizer).__name__,
        "optimizer's parameters": [[names[id(p)] for p in g["params"]] for g in groups],
        **{f"optimizer's {o}": _plain([g.get(o) for g in groups]) for o in options},
        "schedule": kind,
    }


def check_setup(path: Path, saved: State, own: State) -> None:
    """Refuse to go on from another set-up, and say what differs first."""
    for name in own | saved:
        if own.get(name) != saved.get(name):
            raise ValueError(
                f"checkpoint {path} is of another set-up: {name} is "
                f"{saved.get(name)} there, but {own.get(name)} here"
            )


def _plain(value: Any) -> Any:
    """Return a value with Python's numbers for NumPy's, at any depth.

    A file that is read with ``weights_only`` may not hold NumPy's.
    """
    if isinstance(value, np.generic):
        return value.item()
    if type(value) is dict:
        return {key: _plain(v) for key, v in value.items()}
    if type(value) in (list, tuple):
        return type(value)(map(_plain, value))
    return value
