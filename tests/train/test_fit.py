"""The training loop: what it computes, how it goes on, what it refuses."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.functional import mse_loss
from torch.utils.data import TensorDataset

from dlnotes import train
from dlnotes.train import fit
from tests.train import oracles
from tests.train.oracles import EPOCHS, call, data, fitted

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["steps", "scheduler", "seeds", "validates", "modes"])
def test_trains(name):
    getattr(oracles, f"assert_{name}")(train)


@pytest.mark.parametrize("name", ["resumes", "grows", "stops"])
def test_keeps(name, tmp_path):
    getattr(oracles, f"assert_{name}")(train, tmp_path)


@pytest.mark.parametrize("threads", [1, 2])
def test_a_killed_process_goes_on_to_the_same_bits(threads, tmp_path):
    path = tmp_path / "kept"
    script = Path(__file__).with_name("killed.py")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(script), str(path), str(threads)]
    assert subprocess.run(command, env=environment).returncode == -9
    assert len(torch.load(path, weights_only=True)["history"]["loss"]) == 2
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        resumed = fitted(train, net=oracles.noisy, checkpoint=path, seed=4)
        oracles.assert_same_runs(resumed, fitted(train, net=oracles.noisy))
    finally:
        torch.set_num_threads(before)
    assert [p.name for p in tmp_path.iterdir()] == ["kept"]


@pytest.mark.parametrize(
    "given",
    [
        lambda x, y: (torch.from_numpy(x), torch.from_numpy(y)),
        lambda x, y: [x[::-1][::-1], y],
        lambda x, y: (np.asfortranarray(x), y),
        lambda x, y: TensorDataset(torch.from_numpy(x), torch.from_numpy(y)),
        oracles.Listed,
    ],
)
def test_all_kinds_of_samples_are_the_same(given):
    oracles.assert_same_runs(fitted(train, given(*data())), fitted(train))


def test_read_only_arrays_are_welcome_and_stay():
    x, y = data()
    before = x.copy()
    x.flags.writeable = y.flags.writeable = False
    fitted(train, (x, y))
    assert (x == before).all()


def test_a_regression_has_no_accuracy():
    x, _ = data()
    made = call(net=lambda: nn.Linear(4, 2))
    history = fit(
        made.model,
        (x, x[:, :2]),
        val=(x, x[:, 1:3]),
        **made.options | {"loss": mse_loss},
    )
    assert list(history) == ["loss", "val_loss", "seconds"]
    assert history["loss"][-1] < history["loss"][0]


def test_one_batch_may_hold_all():
    made = fitted(train, batch_size=1000)
    assert len(made.history["loss"]) == EPOCHS


def test_float32_on_the_default_device():
    x, y = data()
    torch.manual_seed(0)
    net = oracles.plain()
    steps = torch.optim.AdamW(net.parameters())
    history = fit(
        net, (x.astype(np.float32), y), loss=nn.CrossEntropyLoss(), batch_size=8,
        optimizer=steps, epochs=2, progress=False,
    )  # fmt: skip
    assert history["loss"][1] < history["loss"][0]


def test_progress_shows_the_loss_early_and_only_where_it_is_asked_for(capsys):
    made = fitted(train)
    assert capsys.readouterr() == ("", "")
    lines = []

    def slow(output, target):
        if lines:
            lines.append(capsys.readouterr().err)
        time.sleep(0.11)
        lines.append("")
        return oracles.cross_entropy(output, target)

    fit(
        made.model,
        data(),
        **made.options | {"loss": slow, "epochs": 1, "progress": True},
    )
    assert "loss=" in "".join(lines)
    assert "epoch 1/1" in "".join(lines)


class Drawing(oracles.Listed):
    """Samples with noise from everybody's generators."""

    def __getitem__(self, index):
        x, y = super().__getitem__(index)
        noise = random.random() + np.random.rand() + torch.rand(1).item()  # noqa: NPY002
        return x + noise, y


def test_what_a_data_set_draws_is_resumed(tmp_path):
    fitted(train, Drawing(*data()), epochs=1, checkpoint=tmp_path / "kept")
    np.random.seed(5)  # noqa: NPY002
    resumed = fitted(train, Drawing(*data()), checkpoint=tmp_path / "kept")
    oracles.assert_same_runs(resumed, fitted(train, Drawing(*data())))
