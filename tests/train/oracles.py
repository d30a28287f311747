"""What `fit` must do, said a second time: each function raises where it does not.

`train` is dlnotes.train, or a broken copy of it. What an oracle needs to know of the
order of the samples, a data set that keeps a list has seen.
"""

import copy
from contextlib import contextmanager
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.utils.data import Dataset

from tests.train.group import fitted_together

COUNT, BATCH, EPOCHS = 23, 5, 4  # the last batch has 3
STEPS = 5


class Listed(Dataset):
    """Samples that keep a list of who was asked for."""

    def __init__(self, x, y):
        self.x, self.y, self.asked = x, y, []

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        self.asked.append(index)
        return self.x[index], self.y[index]


class Killed(Exception):
    """Stands for a signal that ends a run."""


def data(count=COUNT, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(count, 4)), rng.integers(0, 3, count)


def plain():
    return nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 3))


def noisy():
    """Return a network with batch statistics, and chance in its steps."""
    return nn.Sequential(
        nn.Linear(4, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Dropout(0.5), nn.Linear(6, 3)
    )


def normalized():
    """Return a network with batch statistics, and no chance in its steps."""
    return nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Linear(6, 3))


class Idle(nn.Module):
    """A network one of whose layers has nothing to do."""

    def __init__(self):
        super().__init__()
        self.busy, self.idle = plain(), nn.Linear(2, 2)

    def forward(self, x):
        return self.busy(x)


def call(net=plain, optimizer=torch.optim.Adam, scheduler=None, seed=3, **options):
    """Return model, optimizer and the keyword arguments of a call of `fit`."""
    with torch.random.fork_rng([]):
        torch.manual_seed(seed)
        model = net().double()
    steps = optimizer(model.parameters(), lr=0.05)
    if scheduler:
        options["schedule"] = scheduler(steps)
    arguments = {
        "loss": cross_entropy,
        "batch_size": BATCH,
        "epochs": EPOCHS,
        "device": "cpu",
        "progress": False,
    } | options
    return SimpleNamespace(
        model=model, optimizer=steps, options={**arguments, "optimizer": steps}
    )


def fitted(train, samples=None, **options):
    """Return a call after it has run, with its history."""
    made = call(**options)
    samples = data() if samples is None else samples
    made.history = train.fit(made.model, samples, **made.options)
    return made


def state(made):
    """Return what a fitted call has come to."""
    return {
        "model": made.model.state_dict(),
        "optimizer": made.optimizer.state_dict(),
        "history": made.history,
    }


def flat(state):
    """Yield all that a nested state holds."""
    if isinstance(state, dict):
        for key in state:
            yield key
            yield from flat(state[key])
    elif isinstance(state, list | tuple):
        for part in state:
            yield from flat(part)
    else:
        yield state


def assert_same(a, b):
    """Require the same bits of two states."""
    a, b = list(flat(a)), list(flat(b))
    assert len(a) == len(b)
    for one, other in zip(a, b, strict=True):
        if isinstance(one, torch.Tensor):
            assert torch.equal(one, other)
        else:
            assert one == other


def assert_same_runs(a, b):
    """Require the same bits of two fitted calls, but for the seconds."""
    assert_same(a.model.state_dict(), b.model.state_dict())
    assert_same(a.optimizer.state_dict(), b.optimizer.state_dict())
    assert a.history.keys() == b.history.keys()
    for name in a.history.keys() - {"seconds"}:
        assert a.history[name] == b.history[name], name


def decay(step):
    return 0.1 / (1 + step)


def assert_steps(train):
    """Follow `fit` with torch alone, in the order that it took."""
    for schedule in (None, decay):
        samples = Listed(*data())
        ours = fitted(train, samples, schedule=schedule, optimizer=torch.optim.SGD)
        orders = np.array(samples.asked[-EPOCHS * COUNT :]).reshape(EPOCHS, COUNT)
        assert (np.sort(orders) == np.arange(COUNT)).all()
        assert len({tuple(order) for order in orders}) == EPOCHS
        theirs, losses, step = call(optimizer=torch.optim.SGD), [], 0
        x, y = map(torch.from_numpy, data())
        for order in orders:
            total = 0.0
            for batch in np.split(order, range(BATCH, COUNT, BATCH)):
                rate = schedule(step) if schedule else 0.05
                theirs.optimizer.param_groups[0]["lr"] = rate
                loss = cross_entropy(theirs.model(x[batch]), y[batch])
                theirs.optimizer.zero_grad()
                loss.backward()
                theirs.optimizer.step()
                total, step = total + loss.item() * len(batch), step + 1
            losses.append(total / COUNT)
        np.testing.assert_allclose(ours.history["loss"], losses, rtol=1e-12)
        assert_same(ours.model.state_dict(), theirs.model.state_dict())


def assert_scheduler(train):
    """Step a scheduler of torch once a step, to the rates of its function."""
    ours = fitted(train, schedule=decay)
    theirs = fitted(
        train,
        scheduler=lambda o: torch.optim.lr_scheduler.LambdaLR(o, lambda t: 2 / (1 + t)),
    )
    assert theirs.optimizer.param_groups[0]["lr"] == 0.1 / (1 + EPOCHS * STEPS)
    np.testing.assert_allclose(ours.history["loss"], theirs.history["loss"], rtol=1e-12)


def assert_seeds(train):
    """Draw the same for the same seed, and leave the caller's generators alone."""
    draw = [torch.random.get_rng_state, np.random.get_state]
    before = [generator() for generator in draw]
    first = fitted(train, net=noisy)
    torch.rand(1)
    assert_same_runs(first, fitted(train, net=noisy))
    other = call()
    other.history = train.fit(other.model, data(), **other.options, seed=1)
    assert other.history["loss"] != fitted(train).history["loss"]
    torch.random.set_rng_state(before[0])
    train.fit(other.model, data(), **other.options)
    assert torch.equal(before[0], draw[0]())
    assert (before[1][1] == draw[1]()[1]).all()


def killing(step):
    """Return a loss that ends the run at the given call, in the middle of an epoch."""
    calls = iter(range(step))

    def loss(output, target):
        if output.requires_grad and next(calls, None) is None:
            raise Killed
        return cross_entropy(output, target)

    return loss


SCHEDULES = {
    "no schedule": {},
    "a function": {"schedule": decay},
    "a scheduler": {
        "scheduler": lambda o: torch.optim.lr_scheduler.OneCycleLR(
            o, max_lr=0.1, total_steps=EPOCHS * STEPS + 1
        )
    },
}


def assert_resumes(train, folder):
    """Kill a run in its third epoch, and go on to the bits of one that was not."""
    for name, schedule in SCHEDULES.items():
        options = {"net": noisy, "val": data(7, 1), **schedule}
        path = folder / name
        whole = fitted(train, **options)
        killed = call(**options, checkpoint=path)
        with pytest.raises(Killed):
            train.fit(
                killed.model,
                data(),
                **killed.options | {"loss": killing(2 * STEPS + 2)},
            )
        torch.rand(1)
        kept = fitted(train, **options, seed=4, checkpoint=path)
        assert_same_runs(whole, kept)
        finished = fitted(train, **options, seed=5, checkpoint=path)
        assert_same_runs(whole, finished)
        assert kept.history == finished.history


def assert_grows(train, folder):
    """Go on from a finished run to more epochs."""
    options = {"net": noisy, "checkpoint": folder / "grows"}
    fitted(train, **options, epochs=2)
    assert_same_runs(fitted(train, net=noisy), fitted(train, **options))


def assert_validates(train):
    """Judge in evaluation mode, and change nothing by it."""
    val = data(7, 1)
    bare, judged = fitted(train, net=noisy), fitted(train, net=noisy, val=val)
    assert_same(bare.model.state_dict(), judged.model.state_dict())
    assert bare.history["loss"] == judged.history["loss"]
    assert list(judged.history) == ["loss", "val_loss", "val_accuracy", "seconds"]
    assert {len(entries) for entries in judged.history.values()} == {EPOCHS}
    with torch.no_grad():
        output = judged.model.eval()(torch.from_numpy(val[0]))
    target = torch.from_numpy(val[1])
    loss = cross_entropy(output, target).item()
    accuracy = (output.argmax(1) == target).double().mean().item()
    np.testing.assert_allclose(judged.history["val_loss"][-1], loss, rtol=1e-12)
    np.testing.assert_allclose(judged.history["val_accuracy"][-1], accuracy)


def assert_modes(train):
    """Train all modules, and leave each in the mode in which it came."""
    made = call(net=noisy)
    made.model.eval()
    made.model[3].train()
    modes = [module.training for module in made.model.modules()]
    seen = set()

    def loss(output, target):
        seen.update(module.training for module in made.model.modules())
        return cross_entropy(output, target)

    train.fit(made.model, data(), **made.options | {"loss": loss})
    assert seen == {True}
    assert modes == [module.training for module in made.model.modules()]


def assert_stops(train, folder):
    """Stop at a loss that is no number, with the weights from before."""
    made = call(optimizer=torch.optim.SGD, checkpoint=folder / "stops", schedule=decay)
    calls = iter(range(100))
    states = []

    def loss(output, target):
        states.append([p.detach().clone() for p in made.model.parameters()])
        value = cross_entropy(output, target)
        return value * float("nan") if next(calls) == STEPS + 1 else value

    with pytest.raises(FloatingPointError) as error:
        train.fit(made.model, data(), **made.options | {"loss": loss})
    for words in ("nan", "epoch 2", f"step {STEPS + 1}", f"rate {decay(STEPS + 1):g}"):
        assert words in str(error.value)
    assert_same(states[-1], [p.detach() for p in made.model.parameters()])
    kept = torch.load(folder / "stops", weights_only=True)
    assert len(kept["history"]["loss"]) == 1


TOGETHER = [
    {"val": data(7, 1), "schedule": decay},
    {"samples": data(21), "val": data(1, 1), "optimizer": torch.optim.SGD},
    {"net": Idle, "epochs": 1},
]
"""Calls that come to the same on several processes: the second one's last batch, and
its validation, leave one of two processes without a sample."""


def assert_together(train, folder):
    """Let two processes come to what one does, within rounding; both to the same."""
    results = fitted_together(train, folder, TOGETHER)
    for options, one, other in zip(TOGETHER, *results, strict=True):
        assert_same(one, other)
        expected = state(fitted(train, **options))
        for name, tensor in expected["model"].items():
            torch.testing.assert_close(one["model"][name], tensor, rtol=0, atol=1e-12)
        assert one["history"].keys() == expected["history"].keys()
        for name in one["history"].keys() - {"seconds"}:
            np.testing.assert_allclose(
                one["history"][name], expected["history"][name], rtol=1e-12
            )


def assert_together_again(train, folder):
    """Let three processes go on to the same bits, in whatever order they add."""
    calls = []
    for net in (plain, noisy):
        options = {"net": net, "samples": data(24), "batch_size": 6, "val": data(7, 1)}
        kept = options | {"checkpoint": folder / net.__name__}
        calls += [options, {**kept, "epochs": 2}, {**kept, "seed": 5}]
    for results in fitted_together(train, folder, calls, size=3):
        for whole, resumed in (results[0:3:2], results[3:6:2]):
            for name in ("model", "optimizer"):
                assert_same(whole[name], resumed[name])
            assert whole["history"]["val_loss"] == resumed["history"]["val_loss"]


def assert_shares(train, folder):
    """Normalise each process's share of a batch by itself; the first one's count."""
    options = {"net": normalized, "epochs": 1, "optimizer": torch.optim.SGD}
    options["samples"] = data(24)
    results = fitted_together(train, folder, [options])
    ours = results[0][0]
    assert_same(ours["model"], results[1][0]["model"])
    samples = Listed(*options.pop("samples"))
    theirs = call(**options)
    fitted(train, samples, **options)
    x, y = map(torch.from_numpy, data(24))
    for batch in np.split(np.array(samples.asked[-24:]), range(BATCH, 24, BATCH)):
        theirs.optimizer.zero_grad()
        statistics = None
        for share in (batch[::2], batch[1::2]):
            loss = cross_entropy(theirs.model(x[share]), y[share])
            (loss * len(share) / len(batch)).backward()
            if statistics is None:
                statistics = [b.clone() for b in theirs.model.buffers()]
        for buffer, first in zip(theirs.model.buffers(), statistics, strict=True):
            buffer.copy_(first)
        theirs.optimizer.step()
    for name, tensor in theirs.model.state_dict().items():
        torch.testing.assert_close(ours["model"][name], tensor, rtol=0, atol=1e-12)


OTHERS = {
    "batch_size is 5 there, but 6 here": {"batch_size": 6},
    "seed is 0 there, but 1 here": {"order": 1},
    "training samples is 23 there, but 24 here": {"samples": data(24)},
    "validation samples is 0 there, but 7 here": {"val": data(7)},
    r"model's 1.weight is None there, but \(6,\) .* here": {"net": noisy},
    "optimizer is SGD there, but Adam here": {"optimizer": torch.optim.Adam},
    r"optimizer's lr is \[0.05\] there, but \[0.1\] here": {"lr": 0.1},
    "schedule is None there, but a function here": {"schedule": decay},
    "epochs is 1, but .* is of 2 epochs": {"epochs": 1},
}
"""What differs from the call that wrote a checkpoint, after what is said about it."""


def assert_refuses(train, folder):
    """Refuse a checkpoint of another set-up, or a damaged one, and change nothing."""
    path = folder / "kept"
    options = {"optimizer": torch.optim.SGD, "epochs": 2, "checkpoint": path}
    fitted(train, **options)
    content = path.read_bytes()
    for message, changes in OTHERS.items():
        changes = dict(changes)
        samples, order = changes.pop("samples", data()), changes.pop("order", 0)
        rate = changes.pop("lr", 0.05)
        made = call(**options | changes)
        made.optimizer.param_groups[0]["lr"] = rate
        with refused(made, message):
            train.fit(made.model, samples, **made.options, seed=order)
    middle = content.index(b"data/0") + 200
    flipped = bytes([content[middle] ^ 1])
    torch.save({"weight": torch.ones(2)}, folder / "foreign")
    for message, damaged in {
        "damaged": content[:-10],
        "is damaged": content[:middle] + flipped + content[middle + 1 :],
        "it is damaged": b"",
        "kept is not one that fit": (folder / "foreign").read_bytes(),
    }.items():
        path.write_bytes(damaged)
        made = call(**options)
        with refused(made, message):
            train.fit(made.model, data(), **made.options)
        assert path.read_bytes() == damaged


@contextmanager
def refused(made, message):
    """Within, a call is refused, and its model and optimizer stay what they are."""
    before = copy.deepcopy([made.model.state_dict(), made.optimizer.state_dict()])
    with pytest.raises(ValueError, match=message):
        yield
    assert_same(before, [made.model.state_dict(), made.optimizer.state_dict()])


def assert_writes_whole(train, folder):
    """Leave the last checkpoint as it is until the next one is complete."""
    path = folder / "kept"
    fitted(train, epochs=1, checkpoint=path)
    content = path.read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            fitted(train, epochs=2, checkpoint=path)
    assert path.read_bytes() == content
    assert_same_runs(fitted(train, epochs=2, checkpoint=path), fitted(train, epochs=2))
