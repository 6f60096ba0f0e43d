"""Fixtures that are notebooks are run by the tests that own them, not collected by nbval."""

collect_ignore = ["notebooks"]
