"""The exercises of architectures, one a file, found by name."""
