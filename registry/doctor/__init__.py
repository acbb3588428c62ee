"""What is wrong with this machine, these settings or this record, and how to mend it.

Each module looks at one concern: it gathers plain facts, and judges them in functions that
ask nothing more.
"""
