"""The exercises of pooling, one a file, found by name."""
