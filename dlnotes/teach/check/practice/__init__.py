"""The exercises of practice, one a file, found by name."""
