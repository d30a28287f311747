"""The exercises of convolution, one a file, found by name."""
