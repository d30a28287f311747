"""Reference implementations for *dlnotes*, an executable textbook of deep learning.

Each topic of the book is a subpackage of the same name. Importing :mod:`dlnotes` or
a NumPy topic loads NumPy and nothing heavier.

Examples
--------
>>> import numpy as np
>>> from dlnotes.convolution import conv2d
>>> conv2d(np.ones((1, 3, 3)), np.ones((1, 1, 2, 2)))
array([[[4., 4.],
        [4., 4.]]])
"""

__version__ = "0.1.0"
