"""Names that a package offers: the module of a name is loaded when the name is asked for."""

from collections.abc import Callable
from importlib import import_module


def offer(package: str, modules: dict[str, str]) -> Callable[[str], object]:
    """
    The `__getattr__` of a package that offers names of its modules: module -> names, in one string.

    A name that is offered by none is left to Python, which then looks for a module of that name.
    """
    home = {name: module for module, names in modules.items() for name in names.split()}

    def find(name: str) -> object:
        if name not in home:
            raise AttributeError(f"{package} offers no {name!r}")
        return getattr(import_module(f"{package}.{home[name]}"), name)

    vars(find)["names"] = home
    return find
