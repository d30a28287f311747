"""Training: one loop for every network, on one process or several, that resumes."""

from dlnotes._extras import needs

with needs("torch"):
    from dlnotes.train.fit import fit

__all__ = ["fit"]
