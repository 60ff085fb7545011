"""How many examples a property is tried on: few at each change, many where all is checked."""

import os

MANY = os.environ.get("PROPERTY_TESTS") == "many"  # as `.ci/run` sets it


def examples(many: int) -> int:
    """`many` where all is checked, otherwise a twentieth of them, and no fewer than five."""
    return many if MANY else min(many, max(many // 20, 5))
