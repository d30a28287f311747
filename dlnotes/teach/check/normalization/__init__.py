"""The exercises of normalization, one a file, found by name."""
