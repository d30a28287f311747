"""What an operator costs: parameters, multiply-adds, bytes; and what its units see."""

from dlnotes.cost.conv2d_cost import Conv2dCost, conv2d_cost
from dlnotes.cost.receptive_field import ReceptiveField, receptive_field

__all__ = ["Conv2dCost", "ReceptiveField", "conv2d_cost", "receptive_field"]
