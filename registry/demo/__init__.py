"""The demo year of a training service: made-up platforms, filed through the desk like real ones."""
