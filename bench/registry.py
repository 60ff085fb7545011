"""The list of what is measured: a task, a tool, and how much text the tool gets."""

from collections.abc import Callable
from typing import NamedTuple


class Tool(NamedTuple):
    """One tool at one task: `prepare(data)` is not timed, the function that it returns is."""

    task: str
    name: str
    mb: float  # slow tools get less text; their speed is per megabyte
    place: str  # the environment that it runs in
    prepare: Callable


TOOLS = []


def tool(task, name, mb=100, place="bench"):
    """Put the function below on the list."""

    def add(prepare):
        TOOLS.append(Tool(task, name, mb, place, prepare))
        return prepare

    return add
