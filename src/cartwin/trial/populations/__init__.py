"""Which populations agree with what was published, and what they foretell."""
