"""Ctrl-C at any moment: the model and the graph are whole afterwards, and can be worked with."""

import sys
from contextlib import contextmanager

import numpy as np

HERE = __file__
X = np.array([[0.1, 0.2], [0.3, -0.4], [0.5, 0.6]])
Y = np.array([0.1, 0.2, 0.3])


@contextmanager
def interrupted_after(lines):
    """Raises KeyboardInterrupt when so many lines of the packages have been run."""
    left = lines

    def trace(frame, event, _):
        nonlocal left
        name = frame.f_code.co_filename
        if "/autograd/" not in name and "/nn/" not in name and not name.startswith("<"):
            return None
        if event == "line":
            left -= 1
            if left == 0:
                sys.settrace(None)
                raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)


def every_moment(action, check, prepare=lambda: None):
    """Interrupt a fresh action after each number of lines until it runs to its end."""
    lines, step = 1, 1
    while True:
        thing = prepare()
        try:
            with interrupted_after(lines):
                action(thing)
        except KeyboardInterrupt:
            check(thing)
        else:
            check(thing)
            return lines
        lines += step
        step = max(1, lines // 40)
