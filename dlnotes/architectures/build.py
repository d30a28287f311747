"""A network by its name."""

import importlib
from difflib import get_close_matches
from typing import Any

from torch import nn

from dlnotes.architectures.list_architectures import list_architectures


def build(name: str, **options: Any) -> nn.Module:
    """Build the network of this name, freshly initialized.

    Parameters
    ----------
    name : str
        One of `list_architectures()`.
    **options
        Keywords of the builder, such as ``num_classes`` and ``in_channels``.

    Returns
    -------
    model : torch.nn.Module
        In training mode, on torch's default device: under
        ``with torch.device("meta")`` shapes alone, without memory.

    Raises
    ------
    TypeError
        Where the name is no string, or an option is none of the builder's.
    ValueError
        Where no builder has the name; the message names those that are close.

    Examples
    --------
    >>> build("cifar_resnet20", num_classes=2).fc
    Linear(in_features=64, out_features=2, bias=True)
    >>> build("resnet5O")
    Traceback (most recent call last):
        ...
    ValueError: name is 'resnet5O', expected one of list_architectures();
    close to it: 'resnet50', ...
    """
    known = list_architectures()
    if not isinstance(name, str):
        raise TypeError(f"name is {name!r}, expected one of list_architectures()")
    if name not in known:
        close = ", ".join(map(repr, get_close_matches(name.lower(), known, n=4)))
        raise ValueError(
            f"name is {name!r}, expected one of list_architectures(); "
            f"close to it: {close or 'none'}"
        )
    builder = getattr(importlib.import_module("dlnotes.architectures"), name)
    model: nn.Module = builder(**options)
    return model
