"""Shapes of what the API takes and gives, one module per noun."""
