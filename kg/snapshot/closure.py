"""Which modules of the package shape a snapshot: all that its compiler imports, at the top or late in a function.

Read from the sources themselves, so that no list has to be kept by hand. Only looked at where the file system tells
that something changed: it costs some 0.1 s.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
COMPILER = "kg.snapshot.compile"


def reached(start: str = COMPILER, root: str = ROOT) -> list[str]:
    """Return the files below ``root``, the folder of the package ``kg``, that importing ``start`` and running it may
    import, sorted; the packages on the way to a module count, imports for type checking do not.
    """
    waiting, files = [start], {}
    while waiting:
        module = waiting.pop()
        path = _file(module, root)
        if path is None or path in files:
            continue
        files[path] = module
        parent, _, _ = module.rpartition(".")
        waiting += [parent] if parent else []
        with open(path, "rb") as file:
            waiting += imported(file.read())
    return sorted(files)


def imported(source: bytes) -> Iterator[str]:
    """Yield the names in ``kg`` that a module imports when it runs: a module, or something that a module holds."""
    import ast

    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            waiting += node.orelse
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "kg":
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "kg")
        else:
            waiting += ast.iter_child_nodes(node)


def _file(module: str, root: str) -> str | None:
    """The file of a module below the folder of ``kg``; None where the name is no module."""
    path = os.path.join(root, *module.split(".")[1:])
    for found in (os.path.join(path, "__init__.py"), path + ".py"):
        if os.path.isfile(found):
            return found
    return None
