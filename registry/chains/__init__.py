"""The ledger's chains and seals, checked: what was changed, removed, inserted or moved is named.

Standard library alone. The service checks by these modules, and put together into one file they
are the ``check.py`` of every export, so that who checks outside checks as the service does. An
entry comes here in the form its digest is worked out from (docs/decisions/ledger-digest.md).
"""
