"""Weights of another implementation in a network of ours."""

from collections.abc import Mapping
from itertools import zip_longest

from torch import Tensor, nn

COUNTER = "num_batches_tracked"
"""BatchNorm's counter of batches, which old state dicts lack."""
PLAIN = {"weight", "bias", "running_mean", "running_var"}
"""Last names that every implementation gives to the same thing."""


def load_reference_weights(
    model: nn.Module, state_dict: Mapping[str, Tensor]
) -> nn.Module:
    """Copy a state dict of torchvision's or timm's into our network of the same name.

    The entries are matched in order and by shape, since layers have other names there:
    the i-th tensor of the one is the i-th of the other. Shape and last name (weight,
    bias, running_mean, running_var) must agree.

    Parameters
    ----------
    model : torch.nn.Module
        One of this package's; changed in place, unless an error is raised.
    state_dict : mapping of str to Tensor
        In the order in which `state_dict()` returned it. BatchNorm's counters
        ``num_batches_tracked`` may be missing: then the model keeps its own.

    Returns
    -------
    model : torch.nn.Module
        The same.

    Raises
    ------
    TypeError
        Where the state dict is none, or holds anything but tensors.
    ValueError
        Where it does not fit; the message names the first place. Nothing is changed.

    Notes
    -----
    Values are copied into the model's own dtype and device.

    Examples
    --------
    >>> from dlnotes.architectures import cifar_resnet20
    >>> given = {f"module.{k}": v for k, v in cifar_resnet20().state_dict().items()}
    >>> model = load_reference_weights(cifar_resnet20(), given)
    >>> load_reference_weights(cifar_resnet20(num_classes=7), given)
    Traceback (most recent call last):
        ...
    ValueError: entry 105 of state_dict, 'module.fc.weight', has shape (10, 64),
    but the model's 'fc.weight' has shape (7, 64)
    """
    if not isinstance(state_dict, Mapping):
        raise TypeError(f"state_dict is a {type(state_dict).__name__}, expected a dict")
    for key, value in state_dict.items():
        if not isinstance(value, Tensor):
            raise TypeError(
                f"state_dict[{key!r}] is a {type(value).__name__}, expected a Tensor"
            )
    ours = model.state_dict()
    mapped = dict(ours)
    pairs = zip_longest(_kept(ours), _kept(state_dict))
    for i, (own, given) in enumerate(pairs):
        if given is None:
            raise ValueError(
                f"state_dict has {i} tensors beside {COUNTER}, but the model has more: "
                f"the next is {own!r}"
            )
        if own is None:
            raise ValueError(
                f"state_dict has more tensors than the model's {i}: the next is "
                f"{given!r}"
            )
        _check_pair(i, own, ours[own], given, state_dict[given])
        mapped[own] = state_dict[given]
    counters = [key for key in state_dict if _last(key) == COUNTER]
    own_counters = [key for key in ours if _last(key) == COUNTER]
    if counters:
        if len(counters) != len(own_counters):
            raise ValueError(
                f"state_dict has {len(counters)} of {COUNTER}, but the model has "
                f"{len(own_counters)}"
            )
        for own, given in zip(own_counters, counters, strict=True):
            mapped[own] = state_dict[given].reshape(())
    model.load_state_dict(mapped)
    return model


def _last(key: str) -> str:
    """Return the name behind the last dot."""
    return key.rpartition(".")[2]


def _kept(state: Mapping[str, Tensor]) -> list[str]:
    """Return the keys that are matched."""
    return [key for key in state if _last(key) != COUNTER]


def _check_pair(i: int, own: str, ours: Tensor, given: str, theirs: Tensor) -> None:
    """Require one shape and, of names that all know, one name."""
    place = f"entry {i} of state_dict, {given!r},"
    if ours.shape != theirs.shape:
        raise ValueError(
            f"{place} has shape {tuple(theirs.shape)}, but the model's {own!r} has "
            f"shape {tuple(ours.shape)}"
        )
    names = {_last(own), _last(given)}
    if len(names) == 2 and names <= PLAIN:
        raise ValueError(f"{place} meets the model's {own!r}: another order of layers")
