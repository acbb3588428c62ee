"""Shapes of what the API takes and gives, one module per noun."""

from schemas.sentences import speak_chinese

# On import, because a field takes its sentences when it is made.
speak_chinese()
