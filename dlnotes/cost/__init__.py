"""What an operator costs: parameters, multiply-adds, bytes."""

from dlnotes.cost.conv2d_cost import Conv2dCost, conv2d_cost

__all__ = ["Conv2dCost", "conv2d_cost"]
