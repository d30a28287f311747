"""The exercises of unsupervised, one a file, found by name."""
