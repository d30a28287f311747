"""What an operator or a network costs: parameters, work, bytes; and what it sees."""

from dlnotes.cost.conv2d_cost import Conv2dCost, conv2d_cost
from dlnotes.cost.count_macs import count_macs
from dlnotes.cost.count_parameters import count_parameters
from dlnotes.cost.memory_access_cost import memory_access_cost
from dlnotes.cost.receptive_field import ReceptiveField, receptive_field
from dlnotes.cost.summary import Summary, SummaryRow, summary

__all__ = [
    "Conv2dCost",
    "ReceptiveField",
    "Summary",
    "SummaryRow",
    "conv2d_cost",
    "count_macs",
    "count_parameters",
    "memory_access_cost",
    "receptive_field",
    "summary",
]
