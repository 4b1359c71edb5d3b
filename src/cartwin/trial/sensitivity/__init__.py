"""Which parameters the spread of outcomes comes from, and how much is only assumed."""
