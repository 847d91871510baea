"""Parsing: threads may do it at once."""

import gc
import os
import subprocess
import sys
import threading
import time
import warnings
from pathlib import Path

import pytest

from autograd.syntax import parsed, parsed_expression

THREADS = 4


@pytest.fixture
def busy_collector():
    """A collector that works all the time, and each time lets another thread go on."""

    def rest(phase, info):
        time.sleep(0)

    threshold, interval = gc.get_threshold(), sys.getswitchinterval()
    gc.callbacks.append(rest)
    gc.set_threshold(20)
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)
    gc.set_threshold(*threshold)
    gc.callbacks.remove(rest)


@pytest.mark.usefixtures("busy_collector")
@pytest.mark.parametrize("parse", [parsed, parsed_expression])
def test_threads_parse_at_once(parse):
    source = "+".join(f"f({i}, [x, -{i}])" for i in range(50))
    start, errors = threading.Barrier(THREADS), []

    def work():
        start.wait(timeout=30)
        try:
            for _ in range(5):
                parse(source)
        except SystemError as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not errors


def test_an_expression_is_parsed_without_warnings():
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        parsed_expression("1 is x")
    assert not seen


ROOT = Path(__file__).parent.parent
FORK = """
import os, threading
from autograd import syntax
holds = threading.Event()
def hold():
    with syntax._lock:
        holds.set()
        threading.Event().wait()
threading.Thread(target=hold, daemon=True).start()
holds.wait()
child = os.fork()
if not child:
    syntax.parsed("x = 1")
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_process_does_not_wait_for_a_thread_that_it_lacks():
    subprocess.run([sys.executable, "-c", FORK], cwd=ROOT, timeout=60, check=True)
