"""Fold an inference-time batch norm into the layer before it."""

import numpy as np

from dlnotes._arguments import Array, as_real, check_array
from dlnotes.normalization._arguments import check_parameters


def fold_batch_norm(
    weight: Array,
    bias: Array | None,
    running_mean: Array,
    running_var: Array,
    gamma: Array | None,
    beta: Array | None,
    *,
    eps: float = 1e-5,
) -> tuple[Array, Array]:
    r"""Return the weight and bias of a layer that does its batch norm's work as well.

    .. math:: w'_o = w_o\, a_o, \qquad b'_o = (b_o - \mu_o)\, a_o + \beta_o, \qquad
              a_o = \frac{\gamma_o}{\sqrt{\sigma_o^2 + \epsilon}}

    because in evaluation batch norm is an affine map of each channel.

    Parameters
    ----------
    weight : Array
        Of a convolution or a linear layer, (O, ...), float32 or float64.
    bias : Array or None
        The layer's bias, (O,), of weight's dtype; None: 0.
    running_mean, running_var : Array
        The batch norm's statistics, (O,), of weight's dtype.
    gamma, beta : Array or None
        The batch norm's scale and shift, (O,), of weight's dtype; None: 1 and 0.
    eps : float, keyword-only
        The batch norm's.

    Returns
    -------
    weight, bias : Array
        Shapes (O, ...) and (O,), weight's dtype.

    Raises
    ------
    TypeError
        If data are not arrays of one dtype, float32 or float64, or eps is no number.
    ValueError
        If shapes do not fit, or eps is negative.

    Notes
    -----
    Computed in float64 and rounded once. The batch norm must follow the layer directly:
    one *before* a padded convolution shifts the image, but not the zeros around it.

    torch: ``torch.nn.utils.fusion.fuse_conv_bn_weights``. Source: Jacob et al.,
    *Quantization and training of neural networks for efficient
    integer-arithmetic-only inference* (2018), section 3.2.

    Examples
    --------
    >>> import numpy as np
    >>> weight, bias = fold_batch_norm(
    ...     np.array([[1.0, 2.0]]), None, np.array([3.0]), np.array([4.0]),
    ...     np.array([10.0]), np.array([1.0]), eps=0.0,
    ... )
    >>> weight, bias
    (array([[ 5., 10.]]), array([-14.]))
    """
    check_array("weight", weight)
    if weight.ndim < 2:
        raise ValueError(
            f"weight has {weight.ndim} dimensions (shape {weight.shape}), "
            "expected at least 2: outputs and inputs"
        )
    check_array("running_mean", running_mean)
    check_array("running_var", running_var)
    check_parameters(
        {"weight": weight},
        weight.shape[:1],
        bias=bias,
        running_mean=running_mean,
        running_var=running_var,
        gamma=gamma,
        beta=beta,
    )
    eps = as_real("eps", eps, 0)
    scale = 1 / np.sqrt(running_var.astype(np.float64) + eps)
    if gamma is not None:
        scale = scale * gamma
    shift = -running_mean if bias is None else bias - running_mean.astype(np.float64)
    shift = shift * scale if beta is None else shift * scale + beta
    folded = weight * scale.reshape(-1, *[1] * (weight.ndim - 1))
    return folded.astype(weight.dtype), shift.astype(weight.dtype)
