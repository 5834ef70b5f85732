"""Filled in soon."""


def run_if_due() -> None:
    """Hold a drill, if one is due."""
