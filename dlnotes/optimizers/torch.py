"""The optimizers that PyTorch does not have, as `torch.optim.Optimizer`.

Each takes tensors or groups, as torch's do, and the options of its NumPy twin.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp, expm1, log1p, sqrt
from typing import Any, ClassVar

from dlnotes import optimizers
from dlnotes._arguments import as_int
from dlnotes._extras import needs
from dlnotes.optimizers._checks import as_dict, as_positive, check_apart
from dlnotes.optimizers._optimizer import Optimizer

with needs("torch"):
    import torch
    from torch import Tensor
    from torch.optim.optimizer import ParamsT

__all__ = ["LAMB", "LARS", "AdaBound", "AdaX"]

Values = dict[str, Any]
PLAIN = Tensor, torch.nn.Parameter  # lazy and distributed ones have no memory yet


class _Optimizer(torch.optim.Optimizer):
    """Call ``_update`` for every parameter that has a gradient.

    Options are checked as the twin's: in groups added or loaded, and before each step.
    """

    _twin: ClassVar[type[Optimizer]]

    def __init__(self, params: ParamsT, arguments: Values) -> None:
        """Take the options from all arguments of the subclass, its `locals`."""
        options = {n: v for n, v in arguments.items() if n in self._twin._known}
        super().__init__(params, self._checked(options))

    @classmethod
    def _checked(cls, group: Values) -> Values:
        """Return a group, or the defaults, with the options as they are kept."""
        known = cls._twin._known
        return {n: known[n].check(n, v) if n in known else v for n, v in group.items()}

    def add_param_group(self, param_group: Values) -> None:
        """Add a group, as torch does; its options are checked, and its memory."""
        super().add_param_group(self._checked(param_group))
        params = [p for group in self.param_groups for p in group["params"]]
        try:
            check_apart([p for p in params if type(p) in PLAIN])
        except ValueError:
            del self.param_groups[-1]
            raise

    def state_dict(self) -> Values:
        """Return torch's, which names the class as well."""
        return {"class": type(self).__name__, **super().state_dict()}

    def load_state_dict(self, state_dict: Values) -> None:
        """Load torch's; one of another class, or with a bad option, changes nothing."""
        as_dict("state_dict", state_dict, ["class", "state", "param_groups"])
        if state_dict["class"] != (name := type(self).__name__):
            raise ValueError(
                f"state_dict is one of {state_dict['class']}, expected one of {name}"
            )
        state, given = as_dict("state", state_dict["state"]), state_dict["param_groups"]
        groups: list[Values] = []
        for saved, own in zip(given, self.param_groups, strict=False):
            as_dict(f"param_groups[{len(groups)}]", saved)
            if missing := sorted(own.keys() - {"param_names"} - saved.keys()):
                raise ValueError(f"param_groups has a group without {missing}")
            groups.append(self._checked(saved))
            for key, p in zip(saved["params"], own["params"], strict=False):
                if key in state:
                    self._check_state(state[key], p, groups[-1])
        if len(groups) == len(given):
            state_dict = {**state_dict, "param_groups": groups}
        super().load_state_dict(state_dict)

    def _check_state(self, given: object, p: Tensor, group: Values) -> None:
        """Require a step and one tensor of p's shape for each slot."""
        state = as_dict("state", given, ["step", *self._twin._slots(group)])
        as_int("step", state["step"], minimum=1)
        for name in state.keys() - {"step"}:
            value, slot = state[name], f"state[{name!r}]"
            if not isinstance(value, Tensor):
                raise TypeError(f"{slot} is {value!r}, expected a tensor")
            if (has := tuple(value.shape)) != (shape := tuple(p.shape)):
                raise ValueError(f"{slot} has shape {has}, expected {shape}")

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> float | None:  # type: ignore[override]
        """Update all parameters; a closure is evaluated first and its loss returned."""
        with torch.enable_grad():
            loss = None if closure is None else closure()
        for group in self.param_groups:
            group.update(self._checked(group))
            for p in group["params"]:
                if p.grad is not None:
                    state = self.state[p]
                    state["step"] = state.get("step", 0) + 1
                    self._update(p, p.grad, state, group)
        return loss

    def _update(self, p: Tensor, g: Tensor, state: Values, group: Values) -> None:
        raise NotImplementedError


def _slot(state: Values, name: str, like: Tensor) -> Tensor:
    """Return a quantity of the state, zeros at first."""
    if name not in state:
        state[name] = torch.zeros_like(like, memory_format=torch.preserve_format)
    slot: Tensor = state[name]
    return slot


def _moments(g: Tensor, state: Values, group: Values) -> tuple[Tensor, Tensor]:
    """Update the decaying means of gradient and squared gradient, and return them."""
    beta1, beta2 = group["betas"]
    m, v = _slot(state, "exp_avg", g), _slot(state, "exp_avg_sq", g)
    m.lerp_(g, 1 - beta1)
    v.mul_(beta2).addcmul_(g, g, value=1 - beta2)
    return m, v


class AdaBound(_Optimizer):
    """Clip Adam's rates between bounds that meet at a final rate.

    Options, formula, errors and source: `dlnotes.optimizers.AdaBound`.

    Examples
    --------
    >>> import torch
    >>> theta = torch.zeros(2, requires_grad=True)
    >>> theta.grad = torch.tensor([1.0, 10.0])
    >>> AdaBound([theta], lr=0.001, final_lr=0.1, gamma=1e9).step()
    >>> theta.detach()
    tensor([-0.0100, -0.1000])
    """

    _twin = optimizers.AdaBound

    def __init__(
        self,
        params: ParamsT,
        lr: float = 1e-3,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        final_lr: float = 0.1,
        gamma: float = 1e-3,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        amsbound: bool = False,
    ) -> None:
        as_positive("lr", lr)
        super().__init__(params, locals())

    def add_param_group(self, param_group: Values) -> None:
        """Add a group, as torch does; its bounds follow its own first rate."""
        lr = as_positive("lr", param_group.get("lr", self.defaults["lr"]))
        super().add_param_group({"base_lr": lr, **param_group})

    def _update(self, p: Tensor, g: Tensor, state: Values, group: Values) -> None:
        g = g.add(p, alpha=group["weight_decay"])
        m, v = _moments(g, state, group)
        if group["amsbound"]:
            largest = _slot(state, "max_exp_avg_sq", p)
            v = torch.maximum(largest, v, out=largest)
        step, (beta1, beta2) = state["step"], group["betas"]
        lr = group["lr"] * sqrt(1 - beta2**step) / (1 - beta1**step)
        final = group["final_lr"] * group["lr"] / group["base_lr"]
        lower = final * (1 - 1 / (group["gamma"] * step + 1))
        upper = final + final / (group["gamma"] * step)
        p.sub_((lr / (v.sqrt() + group["eps"])).clamp_(lower, upper).mul_(m))


class AdaX(_Optimizer):
    """Divide by an average in which past gradients never fade.

    Options, formula, errors and source: `dlnotes.optimizers.AdaX`.

    Examples
    --------
    >>> import torch
    >>> theta = torch.zeros(1, requires_grad=True)
    >>> theta.grad = torch.tensor([5.0])
    >>> AdaX([theta], lr=0.1).step()
    >>> theta.detach()
    tensor([-0.0100])
    """

    _twin = optimizers.AdaX

    def __init__(
        self,
        params: ParamsT,
        lr: float = 1e-3,
        *,
        betas: tuple[float, float] = (0.9, 1e-4),
        eps: float = 1e-12,
        weight_decay: float = 0.0,
        decoupled_weight_decay: bool = False,
    ) -> None:
        super().__init__(params, locals())

    def _update(self, p: Tensor, g: Tensor, state: Values, group: Values) -> None:
        if group["decoupled_weight_decay"]:
            p.mul_(1 - group["lr"] * group["weight_decay"])
        else:
            g = g.add(p, alpha=group["weight_decay"])
        beta1, beta2 = group["betas"]
        m, v = _slot(state, "exp_avg", p), _slot(state, "exp_avg_sq", p)
        m.lerp_(g, 1 - beta1)
        growth = state["step"] * log1p(beta2)
        share = beta2 * exp(-growth) / -expm1(-growth)
        v.mul_(1 - share).addcmul_(g, g, value=share)
        p.addcdiv_(m, v.sqrt().add_(group["eps"]), value=-group["lr"])


class LARS(_Optimizer):
    """Momentum with a rate for each tensor, in proportion to its norm.

    Options, formula, errors and source: `dlnotes.optimizers.LARS`.

    Examples
    --------
    >>> import torch
    >>> theta = torch.tensor([3.0, 4.0], requires_grad=True)
    >>> theta.grad = torch.tensor([0.0, 1e6])
    >>> LARS([theta], lr=1.0, trust_coefficient=0.1).step()
    >>> theta.detach()
    tensor([3.0000, 3.5000])
    """

    _twin = optimizers.LARS

    def __init__(
        self,
        params: ParamsT,
        lr: float = 1e-2,
        *,
        momentum: float = 0.9,
        weight_decay: float = 0.0,
        trust_coefficient: float = 1e-3,
        eps: float = 1e-8,
    ) -> None:
        super().__init__(params, locals())

    def _update(self, p: Tensor, g: Tensor, state: Values, group: Values) -> None:
        decay, lr = group["weight_decay"], group["lr"]
        weights, gradient = p.norm(), g.norm()
        if weights and gradient:
            total = gradient + decay * weights + group["eps"]
            lr = lr * group["trust_coefficient"] * weights / total
        b = _slot(state, "momentum_buffer", p)
        p.sub_(b.mul_(group["momentum"]).add_(lr * g.add(p, alpha=decay)))


class LAMB(_Optimizer):
    """Adam's direction, with a step in proportion to the norm of the tensor.

    Options, formula, errors and source: `dlnotes.optimizers.LAMB`.

    Examples
    --------
    >>> import torch
    >>> theta = torch.tensor([3.0, 4.0], requires_grad=True)
    >>> theta.grad = torch.tensor([0.0, 1e6])
    >>> LAMB([theta], lr=0.1).step()
    >>> theta.detach()
    tensor([3.0000, 3.5000])
    """

    _twin = optimizers.LAMB

    def __init__(
        self,
        params: ParamsT,
        lr: float = 1e-3,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-6,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(params, locals())

    def _update(self, p: Tensor, g: Tensor, state: Values, group: Values) -> None:
        m, v = _moments(g, state, group)
        beta1, beta2 = group["betas"]
        mean = m / (1 - beta1 ** state["step"])
        root = (v / (1 - beta2 ** state["step"])).sqrt_()
        u = mean.div_(root.add_(group["eps"])).add_(p, alpha=group["weight_decay"])
        weights, length = p.norm(), u.norm()
        lr = group["lr"] * weights / length if weights and length else group["lr"]
        p.sub_(lr * u)
