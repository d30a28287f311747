"""The exercises of cost, one a file, found by name."""
