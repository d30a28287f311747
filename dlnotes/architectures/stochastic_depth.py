"""Stochastic depth: blocks that sit out, example by example."""

import torch
from torch import Tensor, nn

from dlnotes._arguments import as_real


class StochasticDepth(nn.Module):
    r"""Leave out rows of a batch at random, and enlarge the others, in training.

    .. math:: y_n = x_n \, m_n / (1 - p), \qquad m_n \in \{0, 1\}, \quad P(m_n = 0) = p

    Parameters
    ----------
    p : float
        The probability of leaving out, from 0 to below 1.

    Raises
    ------
    TypeError, ValueError
        Where p is no number, or out of range.

    Notes
    -----
    Applied to what a block adds to its shortcut, so that a row then passes the block
    unchanged. As torchvision's with mode "row". Huang et al., *Deep Networks with
    Stochastic Depth* (2016), who do not enlarge in training but shrink in evaluation,
    and draw once a batch.

    Examples
    --------
    >>> import torch
    >>> drop = StochasticDepth(0.5)
    >>> x = torch.ones(4, 3)
    >>> set(drop(x).flatten().tolist()) <= {0.0, 2.0}
    True
    >>> drop.eval()(x) is x
    True
    """

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = as_real("p", p, 0, below=1)

    def forward(self, x: Tensor) -> Tensor:
        """Return y, of the shape of x, (N, ...); x itself in evaluation."""
        if not self.training or self.p == 0:
            return x
        keep = 1 - self.p
        kept = torch.empty(len(x), *[1] * (x.ndim - 1), dtype=x.dtype, device=x.device)
        return x * (kept.bernoulli_(keep) / keep)

    def extra_repr(self) -> str:
        """Return what print(module) shows in the parentheses."""
        return f"p={self.p:g}"
