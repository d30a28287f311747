"""The exercises of optimizers, one a file, found by name."""
