"""What higher apps add to the demo's school: each marks its part in its ``demo_data``, where the loader finds it."""

from collections.abc import Callable

from accounts.permissions import Actor

Part = Callable[[Actor], None]
PARTS: list[Part] = []


def part(fill: Part) -> Part:
    """``fill`` is given the curator of the school, inside his open scope."""
    PARTS.append(fill)
    return fill
