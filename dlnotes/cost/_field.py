"""Which pixels of the input each tensor of a running network sees."""

from __future__ import annotations

import weakref
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from dlnotes.cost._run import tensors
from dlnotes.cost._views import UNKNOWN, Call, Span, View

if TYPE_CHECKING:
    import torch


class Fields:
    """The views of all tensors that are alive."""

    def __init__(self, x: torch.Tensor) -> None:
        self.sizes = x.shape[2:]
        self._views: dict[int, tuple[weakref.ref[torch.Tensor], View]] = {}
        if self.sizes:
            axes = range(len(self.sizes))
            self._keep(x, View((None, None, *axes), (Span(0, 0, 1),) * len(axes)))

    def view(self, tensor: torch.Tensor) -> View | None:
        """Return what a tensor sees; None where it has nothing of the input."""
        kept = self._views.get(id(tensor))
        return kept[1] if kept and kept[0]() is tensor else None

    def _keep(self, tensor: torch.Tensor, view: View) -> None:
        self._views[id(tensor)] = weakref.ref(tensor), view

    def side(self, value: object) -> int | None:
        """Return the side of the square that the tensors of a value see."""
        views = [view for t in tensors(value) if (view := self.view(t))]
        spans = [span for view in views for span in view.spans]
        if not spans or UNKNOWN in spans:
            return None
        return max(
            max(self.sizes) if isinstance(s, str) else s.last - s.first + 1
            for s in spans
        )

    def followed(self) -> AbstractContextManager[object]:
        """Return a context in which each function tells what its output sees."""
        from torch.overrides import TorchFunctionMode

        fields = self

        class Follow(TorchFunctionMode):
            def __torch_function__(
                self, func: Any, types: Any, args: Any = (), kwargs: Any = None
            ) -> Any:
                kwargs = kwargs or {}
                # asked before the call: what works in place gives its input back
                seen = [
                    (t, v) for t in tensors([args, kwargs]) if (v := fields.view(t))
                ]
                shapes = [tuple(t.shape) for t, _ in seen]
                out = func(*args, **kwargs)
                views = [v for _, v in seen]
                target = args[0] if func.__name__ == "__setitem__" else out
                for result in tensors(target) if seen else ():
                    call = Call(func, args, kwargs, shapes, views, result)
                    view = call.view()
                    if view is not None:
                        fields._keep(result, view)
                return out

        return Follow()
