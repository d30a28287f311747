"""How many multiply-adds a network takes, counted while it runs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from math import prod
from typing import TYPE_CHECKING, Any

from dlnotes.cost._run import as_input_size, check_runs, left_as_it_was, run, zeros

if TYPE_CHECKING:
    import torch
    from torch import nn


def count_macs(
    module: nn.Module,
    input_size: tuple[int, ...],
    *,
    dtype: torch.dtype | None = None,
) -> int:
    r"""Count the multiply-adds of one forward pass.

    Every convolution and matrix product counts, wherever it stands: in a layer, or in
    the code of a ``forward``. An output that is a sum of K products takes K:

    .. math:: \text{convolution: } N\,C_\text{out}\,O_H O_W\,\tfrac{C}{G}\,K_H K_W,
              \qquad (M \times K)\,(K \times L)\text{: } M K L

    Parameters
    ----------
    module : torch.nn.Module
        Any module of one input. It is called once, on zeros, where its parameters are;
        on the ``meta`` device nothing is computed.
    input_size : tuple of int
        Shape of the input with the batch, as (1, 3, 224, 224).
    dtype : torch.dtype, keyword-only, optional
        Of the input: ``torch.long`` for a network that reads tokens. By default that
        of the parameters.

    Returns
    -------
    int
        Additions of a bias, activations, pooling and normalization are not counted.

    Raises
    ------
    TypeError
        If `module` is no module, `input_size` no tuple of integers, `dtype` no dtype.
    ValueError
        If a size is out of range, the module refuses an input of that shape (its own
        error is the cause), or it cannot be watched: a lazy module that has seen no
        input, a quantized one, a ScriptModule, one without a ``forward``.

    Notes
    -----
    The network evaluates without gradients. Its mode, buffers, gradients and the state
    of random numbers are left as they were.

    Half of what ``torch.utils.flop_counter.FlopCounterMode`` counts. That one passes
    over some operations: products with a vector (``mv``, ``dot``), ``addbmm``, and on
    a CPU ``scaled_dot_product_attention`` and ``nn.LSTM``. Here they count as what they
    compute, so that a network costs the same on every device.

    Examples
    --------
    >>> from torch import nn
    >>> net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.Flatten(), nn.Linear(4 * 9, 2))
    >>> count_macs(net, (1, 1, 5, 5))  # 4·9 places of 9, and 36·2
    396
    """
    check_runs(module)
    x = zeros(module, as_input_size(input_size), dtype)
    total = 0

    def add(macs: int) -> None:
        nonlocal total
        total += macs

    with left_as_it_was(module), watched(add):
        run(module, x)
    return total


def watched(on_product: Callable[[int], None]) -> AbstractContextManager[object]:
    """Return a context in which each operation reports its multiply-adds.

    A ``TorchDispatchMode`` stands behind all of Python, so it sees every operation of
    the C++ library, whether a layer or a function asked for it.
    """
    from torch.utils._python_dispatch import TorchDispatchMode

    class Watch(TorchDispatchMode):  # type: ignore[no-untyped-call]
        def __torch_dispatch__(
            self, func: Any, types: Any, args: Any = (), kwargs: Any = None
        ) -> Any:
            out = func(*args, **(kwargs or {}))
            name = func.__name__.partition(".")[0]
            if name in PRODUCTS:
                on_product(PRODUCTS[name](out, *args))
            return out

    return Watch()  # type: ignore[no-untyped-call]


def _convolution(
    out: Any, x: Any, weight: Any, bias: Any, stride: Any, *options: Any
) -> int:
    """Each output, or for a transposed one each input, meets its kernel once."""
    transposed = options[2]  # after padding and dilation
    places = (x if transposed else out).shape[2:]
    return int(x.shape[0] * prod(places) * weight.numel())


def _products(out: Any, a: Any, b: Any) -> int:
    """Rows of a, (..., M, K), by columns of b, (..., K, L): MKL, in each batch."""
    return int(a.numel() * (b.shape[-1] if b.ndim > 1 else 1))


def _added_products(out: Any, start: Any, a: Any, b: Any) -> int:
    return _products(out, a, b)


def _attention(out: Any, query: Any, key: Any, value: Any, *options: Any) -> int:
    """Each query meets all keys, and its weights all values."""
    keys, width = key.shape[-2], query.shape[-1] + value.shape[-1]
    return int(prod(query.shape[:-1]) * keys * width)


def _recurrence(out: Any, x: Any, from_x: Any, from_state: Any, *options: Any) -> int:
    """Both matrices of a layer, at every step, (T, N, C)."""
    return int(prod(x.shape[:2]) * (from_x.numel() + from_state.numel()))


def _cudnn_recurrence(out: Any, x: Any, weights: Any, *options: Any) -> int:
    """All matrices of all layers, at every step, in either order of batch and step."""
    return int(prod(x.shape[:2]) * sum(w.numel() for w in weights if w.ndim == 2))


PRODUCTS: dict[str, Callable[..., int]] = {
    "convolution": _convolution,
    "_convolution": _convolution,
    "mm": _products,
    "bmm": _products,
    "mv": _products,
    "dot": _products,
    "vdot": _products,
    "addmm": _added_products,
    "addbmm": _added_products,
    "baddbmm": _added_products,
    "addmv": _added_products,
    "_scaled_dot_product_flash_attention_for_cpu": _attention,
    "_scaled_dot_product_flash_attention": _attention,
    "_scaled_dot_product_efficient_attention": _attention,
    "_scaled_dot_product_cudnn_attention": _attention,
    "_scaled_dot_product_fused_attention_overrideable": _attention,
    "mkldnn_rnn_layer": _recurrence,
    "_cudnn_rnn": _cudnn_recurrence,
}
