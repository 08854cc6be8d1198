"""How a higher app adds its own things to the one table of transitions: called from its AppConfig.ready."""

from collections.abc import Mapping

from .transition import Transition
from .transitions import TRANSITIONS


def register(model: type, table: Mapping[str, Transition]) -> None:
    """Lay down the life of ``model``. Raises ValueError when somebody else has laid it down already."""
    if TRANSITIONS.get(model, table) != table:
        raise ValueError(f"the transitions of {model.__name__} are registered already")
    TRANSITIONS[model] = dict(table)
