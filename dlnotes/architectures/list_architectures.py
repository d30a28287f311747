"""The names that `build` knows."""

import importlib
import inspect


def list_architectures() -> list[str]:
    """Return the names of all builders, in alphabetical order.

    Nothing is registered: a builder is a function of `dlnotes.architectures` that takes
    the keyword ``num_classes``.

    Returns
    -------
    names : list of str

    Examples
    --------
    >>> "resnet50" in list_architectures()
    True
    """
    package = importlib.import_module("dlnotes.architectures")
    return sorted(
        name
        for name in package.__all__
        if inspect.isfunction(function := getattr(package, name))
        and "num_classes" in inspect.signature(function).parameters
    )
