"""Run a module once, on zeros, and leave no trace of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from dlnotes._arguments import as_int
from dlnotes._extras import needs

if TYPE_CHECKING:
    import torch
    from torch import nn


def check_module(module: object) -> None:
    """Require a module whose parameters are there to be counted."""
    with needs("torch"):
        import torch
    if not isinstance(module, torch.nn.Module):
        kind = f"the class {module.__name__}" if isinstance(module, type) else ""
        raise TypeError(
            f"module is {kind or f'a {type(module).__name__}'}, "
            "expected a torch.nn.Module"
        )
    for name, part in module.named_modules():
        place = f"module has {name!r}, a" if name else "module is a"
        if type(part).__module__.startswith("torch.ao.nn.quantized"):
            raise ValueError(
                f"{place} quantized {type(part).__name__}, which packs its weights "
                "away; expected the module it was made of"
            )
        if any(torch.nn.parameter.is_lazy(p) for p in part.parameters(recurse=False)):
            raise ValueError(
                f"{place} {type(part).__name__} without sizes, expected a lazy module "
                "to have seen an input: call the module once"
            )


def check_runs(module: nn.Module) -> None:
    """Require a module that can be called and watched."""
    check_module(module)
    import torch

    if getattr(module.forward, "__func__", None) is torch.nn.Module.forward:
        raise ValueError(
            f"module is a {type(module).__name__}, which computes nothing: "
            "expected one with a forward"
        )
    for name, part in module.named_modules():
        if isinstance(part, torch.jit.ScriptModule):
            raise ValueError(
                f"module {f'has {name!r},' if name else 'is'} a ScriptModule, whose "
                "layers cannot be watched; expected the module it was made of"
            )


def as_input_size(value: object) -> tuple[int, ...]:
    """Return the shape of an input, batch first; only the batch may be empty."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise TypeError(
            f"input_size is {value!r}, expected a tuple of integers with the batch, "
            "such as (1, 3, 224, 224)"
        )
    if not value:
        raise ValueError("input_size is (), expected at least one size")
    return tuple(
        as_int(f"input_size[{k}]", n, minimum=min(k, 1)) for k, n in enumerate(value)
    )


@contextmanager
def left_as_it_was(module: nn.Module) -> Iterator[None]:
    """Within, a module evaluates; afterwards mode, buffers and randomness are back.

    Buffers are exchanged for copies, so that whatever a forward pass does to them is
    done to the copies. No method of the module's is called: ``eval`` may be its own.
    """
    import torch

    parts = list(module.modules())
    modes = [part.training for part in parts]
    buffers = [dict(part._buffers) for part in parts]
    fast = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)  # one operation hides all others
    try:
        # in the caller's inference mode operations come whole, not as their products
        evaluating = torch.inference_mode(False), torch.no_grad()
        with torch.random.fork_rng(), evaluating[0], evaluating[1]:
            for part, kept in zip(parts, buffers, strict=True):
                part.training = False
                part._buffers.update(
                    {n: None if b is None else b.clone() for n, b in kept.items()}
                )
            yield
    finally:
        torch.backends.mha.set_fastpath_enabled(fast)
        for part, mode, kept in zip(parts, modes, buffers, strict=True):
            part.training = mode
            part._buffers.clear()
            part._buffers.update(kept)


def zeros(
    module: nn.Module, size: tuple[int, ...], dtype: torch.dtype | None
) -> torch.Tensor:
    """Return an input where the module is and, unless told, of its dtype."""
    import torch

    tensors = [*module.parameters(), *module.buffers()]
    device = tensors[0].device if tensors else torch.device("cpu")
    if dtype is None:
        own = (t.dtype for t in tensors if t.is_floating_point() or t.is_complex())
        dtype = next(own, torch.get_default_dtype())
    if not isinstance(dtype, torch.dtype):
        raise TypeError(f"dtype is {dtype!r}, expected a torch.dtype")
    with torch.inference_mode(False):  # else no layer could work on it in place
        return torch.zeros(size, dtype=dtype, device=device)


def run(module: nn.Module, x: torch.Tensor) -> Any:
    """Call a module; what it refuses is refused in the name of input_size."""
    try:
        return module(x)
    except Exception as error:
        raise ValueError(
            f"input_size is {tuple(x.shape)}: the {type(module).__name__} refuses "
            f"such an input, {type(error).__name__}: {error}"
        ) from error


def tensors(value: object) -> Iterator[torch.Tensor]:
    """Yield the tensors in nested tuples, lists and dicts."""
    import torch

    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from tensors(part)
    elif isinstance(value, dict):
        yield from tensors(list(value.values()))
