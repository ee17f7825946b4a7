"""Checks of the numbers of a document against one another: intervals, what is known of a claim, a module a relation."""
