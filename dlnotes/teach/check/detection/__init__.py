"""The exercises of detection, one a file, found by name."""
