"""What `fit` must do, said a second time: each function raises where it does not.

`train` is dlnotes.train, or a broken copy of it. What an oracle needs to know of the
order of the samples, a data set that keeps a list has seen.
"""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.utils.data import Dataset

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
    other = call(net=noisy)
    other.history = train.fit(other.model, data(), **other.options, seed=1)
    assert other.history["loss"] != first.history["loss"]
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
