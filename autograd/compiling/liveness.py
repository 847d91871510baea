"""In whose memory the arrays of generated code lie, and how long each is needed.

A name may lie in the memory of other arrays: a view does, and whatever a function gives back of
which nothing is known may. These are its origins; an array of its own has itself as the only one.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from autograd.compiling.statements import is_new, name_of_result, names_in


class Memory:
    """What statements keep where, and until when."""

    def __init__(self, statements: Sequence[ast.stmt]) -> None:
        self.names = [names_in(statement) for statement in statements]
        self._origins: dict[str, set[str]] = {}
        self._last: dict[str, int] = {}
        for i, (statement, names) in enumerate(zip(statements, self.names)):
            if isinstance(statement, ast.Assign) and (name := name_of_result(statement)):
                new = is_new(statement.value)
                self._origins[name] = {name} if new else self.origins(*names - {name})
            for origin in self.origins(*names):
                self._last[origin] = i

    def origins(self, *names: str) -> set[str]:
        """The arrays in whose memory any of the names may lie."""
        return {origin for name in names for origin in self._origins.get(name, (name,))}

    def is_free_after(self, name: str, i: int) -> bool:
        """Whether an array is one that was made here, and that nothing needs after a statement."""
        return self._origins.get(name) == {name} and self._last[name] == i
