"""The garbage collector rests while a program is made, and is on again whatever happens."""

import gc
import os
import subprocess
import sys
import threading
from itertools import count
from pathlib import Path

import pytest

from autograd.compiling import collector
from autograd.compiling.collector import collector_paused

WAIT = 30
# Python 3.10 tells of a call before the function could handle an error.
HEEDED = ("call", "c_return") if sys.version_info >= (3, 11) else ("c_return",)


@pytest.fixture(autouse=True)
def _on():
    assert gc.isenabled()
    yield
    assert gc.isenabled()
    gc.enable()


@pytest.mark.parametrize("first", [0, 1])
def test_it_is_on_again_when_the_last_pause_is_over(first):
    pauses = [collector_paused(), collector_paused()]
    for pause in pauses:
        pause.__enter__()
    pauses[first].__exit__(None, None, None)
    between = gc.isenabled()
    pauses[1 - first].__exit__(None, None, None)
    assert (between, gc.isenabled()) == (False, True)


def test_it_stays_off_where_it_was_off():
    gc.disable()
    try:
        with collector_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_it_is_on_again_after_an_error():
    with pytest.raises(KeyError), collector_paused():
        raise KeyError


def interrupted_at(event_number):
    """Whether Ctrl-C came in a pause, at a call or the end of one, where Python heeds it."""
    seen = count(1)

    def look(frame, event, _):
        here = frame.f_code.co_filename == collector.__file__
        if here and event in HEEDED and next(seen) == event_number:
            raise KeyboardInterrupt

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        with collector_paused():
            pass
    except KeyboardInterrupt:
        return True
    finally:
        sys.setprofile(before)
    return False


def test_it_is_on_again_after_ctrl_c_at_any_moment():
    moments = 0
    for event_number in count(1):
        if not interrupted_at(event_number):
            break
        assert gc.isenabled(), event_number
        with collector_paused():
            assert not gc.isenabled()
        moments += 1
    assert moments > 5


def test_many_threads_may_pause_it():
    start = threading.Barrier(4)

    def work():
        start.wait(WAIT)
        for _ in range(300):
            with collector_paused():
                pass

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(WAIT)
    finally:
        sys.setswitchinterval(interval)
    assert not collector._pauses.open


ROOT = Path(__file__).parent.parent
FORK = """
import gc, os, threading
from autograd.compiling import collector
from autograd.compiling.collector import collector_paused
paused, over = threading.Event(), threading.Event()
def hold():
    with collector_paused(), collector._pauses.lock:
        paused.set()
        over.wait()
threading.Thread(target=hold, daemon=True).start()
paused.wait()
child = os.fork()
if not child:
    on = gc.isenabled()
    with collector_paused():
        pass
    os._exit(0 if on and gc.isenabled() else 1)
assert os.waitpid(child, 0)[1] == 0
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_process_does_not_wait_for_the_pause_of_a_thread_that_it_lacks():
    subprocess.run([sys.executable, "-c", FORK], cwd=ROOT, timeout=60, check=True)
