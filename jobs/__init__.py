"""Jobs: work that may be done at any time, twice or never, without a rule going wrong.

Each is ``run(*, at, rulebook)``. They are run by command; no rule waits for one.
"""
