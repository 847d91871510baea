"""The errors that the package raises: each names what came and says what to do about it."""

from __future__ import annotations


class AutogradError(Exception):
    """Base class of every error that the package raises on purpose."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class DomainError(AutogradError, ValueError):
    """An operation was given numbers for which it has no finite real result."""


class NumberError(AutogradError, TypeError):
    """Something that is not a real number stood where one was expected."""


class LabelError(AutogradError, KeyError):
    """A label names no node of the graph, or more than one."""


class StaleError(AutogradError, RuntimeError):
    """A number was changed after the values computed from it were recorded."""


class GradientError(AutogradError, AssertionError):
    """A derivative disagrees with finite differences."""


class ExpressionError(AutogradError, ValueError):
    """A formula given as text could not be read."""


class RenderError(AutogradError, RuntimeError):
    """A picture could not be made."""
