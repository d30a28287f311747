"""The training loop: what it computes, how it goes on, what it refuses."""

import os
import random
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.functional import mse_loss
from torch.utils.data import IterableDataset, TensorDataset

from dlnotes import train
from dlnotes.train import fit
from tests.train import oracles
from tests.train.oracles import EPOCHS, call, data, fitted

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["steps", "scheduler", "seeds", "validates", "modes"])
def test_trains(name):
    getattr(oracles, f"assert_{name}")(train)


@pytest.mark.parametrize(
    "name", ["resumes", "grows", "stops", "refuses", "writes_whole"]
)
def test_keeps(name, tmp_path):
    getattr(oracles, f"assert_{name}")(train, tmp_path)


def test_a_killed_process_goes_on_to_the_same_bits(tmp_path):
    path = tmp_path / "kept"
    command = [sys.executable, str(Path(__file__).with_name("killed.py")), str(path)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    assert subprocess.run(command, env=environment).returncode == -9
    assert len(torch.load(path, weights_only=True)["history"]["loss"]) == 2
    with threads(1):
        resumed = fitted(train, net=oracles.noisy, checkpoint=path, seed=4)
        oracles.assert_same_runs(resumed, fitted(train, net=oracles.noisy))
    assert [p.name for p in tmp_path.iterdir()] == ["kept"]


def test_two_threads_go_on_to_the_same_bits(tmp_path):
    options = {"net": wide, "samples": data(10)}
    with threads(2):
        fitted(train, **options, epochs=1, checkpoint=tmp_path / "kept")
        resumed = fitted(train, **options, epochs=2, checkpoint=tmp_path / "kept")
        oracles.assert_same_runs(resumed, fitted(train, **options, epochs=2))


def wide():
    """Return a network whose layers are worth a second thread."""
    return nn.Sequential(nn.Linear(4, 8_000), nn.ReLU(), nn.Linear(8_000, 3))


@contextmanager
def threads(count):
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    yield
    torch.set_num_threads(before)


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


@pytest.mark.parametrize("name", ["together", "together_again", "shares"])
def test_several_processes(name, tmp_path):
    getattr(oracles, f"assert_{name}")(train, tmp_path)


def test_torchrun(tmp_path):
    script = Path(__file__).with_name("restarted.py")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    run = subprocess.run(
        [sys.executable, *command, "--max-restarts=1", str(script), str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    assert "epoch 4/4" in run.stderr
    expected = fitted(train)
    for rank in "01":
        resumed, whole = torch.load(tmp_path / rank, weights_only=True)
        for name in ("model", "optimizer"):
            oracles.assert_same(resumed[name], whole[name])
        assert resumed["history"]["loss"] == whole["history"]["loss"]
        for name, tensor in expected.model.state_dict().items():
            torch.testing.assert_close(whole["model"][name], tensor)


def other_parameters():
    return torch.optim.SGD(oracles.plain().parameters(), lr=0.1)


class Stream(IterableDataset):
    """Samples without a length."""

    def __iter__(self):
        yield 0


X, Y = data()
MALFORMED = [
    ({"train": (X, Y[1:])}, ValueError, "train has 23 samples in x, but 22 in y"),
    ({"train": (X[:0], Y[:0])}, ValueError, "train is empty"),
    ({"train": oracles.Listed(X[:0], Y[:0])}, ValueError, "train is empty"),
    ({"train": (X, Y, Y)}, ValueError, "train has 3 parts"),
    ({"train": X}, TypeError, "train is a ndarray"),
    ({"train": (X.tolist(), Y)}, TypeError, "train's x is a list"),
    ({"train": (X.astype(object), Y)}, TypeError, "train's x is object"),
    ({"train": (np.ma.array(X), Y)}, TypeError, "train's x is a MaskedArray"),
    ({"train": (X, np.array(1.0))}, ValueError, "train's y is a single number"),
    ({"train": Stream()}, TypeError, "train is a Stream"),
    ({"train": TensorDataset(torch.ones(2, 4))}, TypeError, "train does not give"),
    ({"val": (X, Y[1:])}, ValueError, "val has 23 samples in x, but 22 in y"),
    ({"val": (X[:0], Y[:0])}, ValueError, "val is empty"),
    ({"model": lambda x: x}, TypeError, "model is"),
    ({"loss": "mse"}, TypeError, "loss is 'mse'"),
    ({"loss": nn.CrossEntropyLoss}, TypeError, "loss is <class"),
    ({"loss": lambda o, t: o.sum().item()}, TypeError, "loss gives a float"),
    ({"loss": lambda o, t: o}, ValueError, r"loss gives shape \(5, 3\)"),
    ({"batch_size": 0}, ValueError, "batch_size is 0"),
    ({"batch_size": 2.0}, TypeError, "batch_size is 2.0"),
    ({"epochs": 0}, ValueError, "epochs is 0"),
    ({"epochs": True}, TypeError, "epochs is True"),
    ({"seed": -1}, ValueError, "seed is -1"),
    ({"progress": 1}, TypeError, "progress is 1"),
    ({"device": 3.5}, TypeError, "device is 3.5"),
    ({"device": "abacus"}, ValueError, "device is 'abacus'"),
    ({"device": "cuda:99"}, ValueError, "device is 'cuda:99', but torch sees"),
    ({"optimizer": "SGD"}, TypeError, "optimizer is 'SGD'"),
    ({"optimizer": other_parameters()}, ValueError, "of which 4 are not the model's"),
    ({"schedule": 0.1}, TypeError, "schedule is 0.1"),
    ({"schedule": lambda step: "fast"}, TypeError, "the rate is 'fast'"),
    ({"schedule": lambda step: -1.0}, ValueError, "the rate is -1.0"),
    (
        {"schedule": torch.optim.lr_scheduler.ExponentialLR(other_parameters(), 0.9)},
        ValueError,
        "schedule is one of another optimizer",
    ),
    (
        {"schedule": torch.optim.lr_scheduler.ReduceLROnPlateau(other_parameters())},
        ValueError,
        "schedule is ReduceLROnPlateau",
    ),
    ({"checkpoint": 5}, TypeError, "checkpoint is 5"),
    ({"checkpoint": ROOT}, ValueError, "a folder"),
    ({"checkpoint": ROOT / "nowhere" / "kept"}, ValueError, "that does not exist"),
]


@pytest.mark.parametrize(("changes", "error", "message"), MALFORMED)
def test_malformed(changes, error, message):
    made = call()
    before = torch.cat([p.detach().flatten() for p in made.model.parameters()])
    options = {"model": made.model, "train": (X, Y)} | made.options | changes
    with pytest.raises(error, match=message):
        fit(**options)
    after = torch.cat([p.detach().flatten() for p in made.model.parameters()])
    assert torch.equal(before, after)


def test_optimizers_that_cannot_serve():
    net = nn.Linear(4, 3).double()
    options = call().options
    for optimizer, message in {
        torch.optim.LBFGS(net.parameters()): "optimizer is LBFGS",
        torch.optim.SGD(
            net.requires_grad_(False).parameters(), lr=0.1
        ): "require no gradient",
    }.items():
        with pytest.raises(ValueError, match=message):
            fit(net, (X, Y), **options | {"optimizer": optimizer})


def test_a_last_batch_of_one_that_batch_norm_refuses_is_found_before_any_work():
    made = call(net=oracles.noisy)
    with oracles.refused(made, "of 21 samples the last batch leaves one"):
        fit(made.model, data(21), **made.options)
    fitted(train, data(21))  # others do not mind
    images = np.ones((3, 4, 2, 2))
    made = call(
        net=lambda: nn.Sequential(nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(16, 3))
    )
    fit(made.model, (images, Y[:3]), **made.options | {"batch_size": 2, "epochs": 1})
    assert made.model[0].num_batches_tracked == 2


def test_a_rate_may_be_numpy_s_or_a_tensor(tmp_path):
    for number, rate in enumerate((np.float64(0.05), torch.tensor(0.05))):
        options = {"schedule": oracles.decay if number else None, "epochs": 2}
        made = call(**options, checkpoint=tmp_path / str(number))
        made.optimizer.param_groups[0]["lr"] = rate
        made.history = fit(made.model, data(), **made.options)
        resumed = fitted(train, **options, checkpoint=tmp_path / str(number))
        oracles.assert_same(made.model.state_dict(), resumed.model.state_dict())


@pytest.mark.parametrize(
    "scheduler",
    [
        lambda o: torch.optim.lr_scheduler.MultiStepLR(o, [3, 9]),
        lambda o: torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(o, 7),
        lambda o: torch.optim.lr_scheduler.CyclicLR(o, 0.01, 0.1, 4),
        lambda o: torch.optim.lr_scheduler.SequentialLR(
            o,
            [
                torch.optim.lr_scheduler.LinearLR(o),
                torch.optim.lr_scheduler.ExponentialLR(o, 0.9),
            ],
            [6],
        ),
    ],
)
def test_schedulers_resume(scheduler, tmp_path):
    options = {"scheduler": scheduler, "optimizer": torch.optim.RMSprop}
    fitted(train, **options, epochs=1, checkpoint=tmp_path / "kept")
    resumed = fitted(train, **options, checkpoint=tmp_path / "kept")
    oracles.assert_same_runs(resumed, fitted(train, **options))


def test_what_a_file_cannot_hold_is_found_before_any_work(tmp_path):
    class Odd(nn.Linear):
        def get_extra_state(self):
            return Path("odd")

        def set_extra_state(self, state):
            pass

    made = call(net=lambda: Odd(4, 3), checkpoint=tmp_path / "kept")
    with oracles.refused(made, "holds more than numbers and names"):
        fit(made.model, data(), **made.options)
