"""The desk: use-cases, named by the verbs of the domain."""
