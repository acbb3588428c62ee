"""The commands of ``reserve``, one module each. A door like the others: no rule stands here."""
