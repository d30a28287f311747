"""The optimizers that PyTorch does not have, as `torch.optim.Optimizer`."""

from __future__ import annotations

from collections.abc import Callable
from math import expm1, log1p, sqrt
from typing import Any

import torch
from torch import Tensor
from torch.optim.optimizer import ParamsT

from dlnotes._arguments import as_real
from dlnotes.optimizers._optimizer import check_betas, check_positive

__all__ = ["LAMB", "LARS", "AdaBound", "AdaX"]


class _Optimizer(torch.optim.Optimizer):
    """Call ``_update`` for every parameter that has a gradient."""

    def __init__(self, params: ParamsT, lr: float, **options: Any) -> None:
        as_real("lr", lr, 0)
        as_real("eps", options["eps"], 0)
        as_real("weight_decay", options["weight_decay"], 0)
        super().__init__(params, {"lr": lr, **options})

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> float | None:  # type: ignore[override]
        """Update all parameters; a closure is evaluated first and its loss returned."""
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    state = self.state[p]
                    state["step"] = state.get("step", 0) + 1
                    self._update(p, p.grad, state, group)
        return loss

    def _update(
        self, p: Tensor, g: Tensor, state: dict[str, Any], group: dict[str, Any]
    ) -> None:
        raise NotImplementedError


def _slot(state: dict[str, Any], name: str, like: Tensor) -> Tensor:
    """Return a quantity of the state, zeros at first."""
    if name not in state:
        state[name] = torch.zeros_like(like, memory_format=torch.preserve_format)
    slot: Tensor = state[name]
    return slot


def _moments(
    g: Tensor, state: dict[str, Any], betas: tuple[float, float]
) -> tuple[Tensor, Tensor]:
    """Update the decaying means of gradient and squared gradient, and return them."""
    m, v = _slot(state, "exp_avg", g), _slot(state, "exp_avg_sq", g)
    m.lerp_(g, 1 - betas[0])
    v.mul_(betas[1]).addcmul_(g, g, value=1 - betas[1])
    return m, v


class AdaBound(_Optimizer):
    """Clip Adam's rates between bounds that meet at a final rate.

    Formula, errors and source: `dlnotes.optimizers.AdaBound`.

    Parameters
    ----------
    params : iterable
        Tensors or groups, as for every optimizer of torch.
    lr, betas, final_lr, gamma, eps, weight_decay, amsbound
        As in `dlnotes.optimizers.AdaBound`.

    Examples
    --------
    >>> import torch
    >>> theta = torch.zeros(2, requires_grad=True)
    >>> theta.grad = torch.tensor([1.0, 10.0])
    >>> AdaBound([theta], lr=0.001, final_lr=0.1, gamma=1e9).step()
    >>> theta.detach()
    tensor([-0.0100, -0.1000])
    """

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
        check_positive("lr", lr)
        check_positive("gamma", gamma)
        as_real("final_lr", final_lr, 0)
        super().__init__(
            params,
            lr,
            betas=check_betas(betas),
            final_lr=final_lr,
            gamma=gamma,
            eps=eps,
            weight_decay=weight_decay,
            amsbound=amsbound,
            base_lr=lr,
        )

    def _update(
        self, p: Tensor, g: Tensor, state: dict[str, Any], group: dict[str, Any]
    ) -> None:
        g = g.add(p, alpha=group["weight_decay"])
        m, v = _moments(g, state, group["betas"])
        if group["amsbound"]:
            largest = _slot(state, "max_exp_avg_sq", p)
            v = torch.maximum(largest, v, out=largest)
        step, (beta1, beta2) = state["step"], group["betas"]
        lr = group["lr"] * sqrt(1 - beta2**step) / (1 - beta1**step)
        final = group["final_lr"] * group["lr"] / group["base_lr"]
        lower = final * (1 - 1 / (group["gamma"] * step + 1))
        upper = final * (1 + 1 / (group["gamma"] * step))
        p.sub_((lr / (v.sqrt() + group["eps"])).clamp_(lower, upper).mul_(m))


class AdaX(_Optimizer):
    """Divide by an average in which past gradients never fade.

    Formula, errors and source: `dlnotes.optimizers.AdaX`.

    Parameters
    ----------
    params : iterable
        Tensors or groups, as for every optimizer of torch.
    lr, betas, eps, weight_decay, decoupled_weight_decay
        As in `dlnotes.optimizers.AdaX`.

    Examples
    --------
    >>> import torch
    >>> theta = torch.zeros(1, requires_grad=True)
    >>> theta.grad = torch.tensor([5.0])
    >>> AdaX([theta], lr=0.1).step()
    >>> theta.detach()
    tensor([-0.0100])
    """

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
        betas = check_betas(betas)
        check_positive("betas[1]", betas[1])
        super().__init__(
            params,
            lr,
            betas=betas,
            eps=eps,
            weight_decay=weight_decay,
            decoupled_weight_decay=decoupled_weight_decay,
        )

    def _update(
        self, p: Tensor, g: Tensor, state: dict[str, Any], group: dict[str, Any]
    ) -> None:
        if group["decoupled_weight_decay"]:
            p.mul_(1 - group["lr"] * group["weight_decay"])
        else:
            g = g.add(p, alpha=group["weight_decay"])
        beta1, beta2 = group["betas"]
        m, v = _slot(state, "exp_avg", p), _slot(state, "exp_avg_sq", p)
        m.lerp_(g, 1 - beta1)
        v.mul_(1 + beta2).addcmul_(g, g, value=beta2)
        root = sqrt(expm1(state["step"] * log1p(beta2)))
        p.addcdiv_(m, v.sqrt().add_(group["eps"] * root), value=-group["lr"] * root)


class LARS(_Optimizer):
    """Momentum with a rate for each tensor, in proportion to its norm.

    Formula, errors and source: `dlnotes.optimizers.LARS`.

    Parameters
    ----------
    params : iterable
        Tensors or groups, as for every optimizer of torch.
    lr, momentum, weight_decay, trust_coefficient, eps
        As in `dlnotes.optimizers.LARS`.

    Examples
    --------
    >>> import torch
    >>> theta = torch.tensor([3.0, 4.0], requires_grad=True)
    >>> theta.grad = torch.tensor([0.0, 1e6])
    >>> LARS([theta], lr=1.0, trust_coefficient=0.1).step()
    >>> theta.detach()
    tensor([3.0000, 3.5000])
    """

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
        as_real("momentum", momentum, 0)
        as_real("trust_coefficient", trust_coefficient, 0)
        super().__init__(
            params,
            lr,
            momentum=momentum,
            weight_decay=weight_decay,
            trust_coefficient=trust_coefficient,
            eps=eps,
        )

    def _update(
        self, p: Tensor, g: Tensor, state: dict[str, Any], group: dict[str, Any]
    ) -> None:
        decay, lr = group["weight_decay"], group["lr"]
        weights, gradient = p.norm(), g.norm()
        if weights and gradient:
            total = gradient + decay * weights + group["eps"]
            lr = lr * group["trust_coefficient"] * weights / total
        b = _slot(state, "momentum_buffer", p)
        p.sub_(b.mul_(group["momentum"]).add_(lr * g.add(p, alpha=decay)))


class LAMB(_Optimizer):
    """Adam's direction, with a step in proportion to the norm of the tensor.

    Formula, errors and source: `dlnotes.optimizers.LAMB`.

    Parameters
    ----------
    params : iterable
        Tensors or groups, as for every optimizer of torch.
    lr, betas, eps, weight_decay
        As in `dlnotes.optimizers.LAMB`.

    Examples
    --------
    >>> import torch
    >>> theta = torch.tensor([3.0, 4.0], requires_grad=True)
    >>> theta.grad = torch.tensor([0.0, 1e6])
    >>> LAMB([theta], lr=0.1).step()
    >>> theta.detach()
    tensor([3.0000, 3.5000])
    """

    def __init__(
        self,
        params: ParamsT,
        lr: float = 1e-3,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-6,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(
            params, lr, betas=check_betas(betas), eps=eps, weight_decay=weight_decay
        )

    def _update(
        self, p: Tensor, g: Tensor, state: dict[str, Any], group: dict[str, Any]
    ) -> None:
        m, v = _moments(g, state, group["betas"])
        beta1, beta2 = group["betas"]
        mean = m / (1 - beta1 ** state["step"])
        root = (v / (1 - beta2 ** state["step"])).sqrt_()
        u = mean.div_(root.add_(group["eps"])).add_(p, alpha=group["weight_decay"])
        weights, length = p.norm(), u.norm()
        lr = group["lr"] * weights / length if weights and length else group["lr"]
        p.sub_(lr * u)
