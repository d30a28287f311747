"""How many numbers a module learns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlnotes._arguments import as_bool
from dlnotes.cost._run import check_module

if TYPE_CHECKING:
    from torch import nn


def count_parameters(module: nn.Module, *, trainable_only: bool = False) -> int:
    r"""Count the entries of all parameters of a PyTorch module.

    .. math:: \sum_{p} \text{numel}(p), \qquad
              \text{each } p \text{ once, however many layers share it}

    Parameters
    ----------
    module : torch.nn.Module
        Any module, on any device; ``meta`` serves, where no number is stored.
    trainable_only : bool, keyword-only
        Whether to count only parameters with ``requires_grad``.

    Returns
    -------
    int
        Buffers, such as running statistics, are no parameters.

    Raises
    ------
    TypeError
        If `module` is no module, or `trainable_only` no bool.
    ValueError
        If parameters have no sizes yet (lazy modules), or are packed away (quantized
        ones).

    Notes
    -----
    A file of the parameters takes 4 bytes for each in float32, and little more.

    Examples
    --------
    >>> from torch import nn
    >>> count_parameters(nn.Conv2d(3, 64, kernel_size=3))  # 64 (3·3·3 + 1)
    1792
    """
    check_module(module)
    trainable_only = as_bool("trainable_only", trainable_only)
    return sum(
        p.numel() for p in module.parameters() if p.requires_grad or not trainable_only
    )
