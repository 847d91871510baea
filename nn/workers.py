"""The workers of a Dask client: what each of them keeps, and what is done when one is lost.

Every share of the rows lives on one worker, inside a `Shard`. Where the worker is lost, its rows
are sent to another one, and only what it had not answered is asked again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import cloudpickle
import distributed
import numpy as np
from numpy.typing import NDArray

from autograd import AutogradError
from autograd.progress import stage
from nn.arguments import Array
from nn.engines import quiet
from nn.errors import ClusterError
from nn.sources import Index, Source

GLANCE = 1.0
"""Seconds after which it is looked whether the worker that is waited for still lives."""
PATIENCE = 15.0
"""Seconds in which a cluster without workers may get a new one."""
ATTEMPTS = 5
"""How often one question may be asked again, each time because a worker was lost."""

Programs = dict[str, tuple[Any, int]]
"""By name: a program, and how many columns of [X | y] it takes."""


class Shard:
    """Some rows and the programs that run on them; it lives on a worker."""

    def __init__(self, programs: bytes, pieces: Sequence[Array], inputs: int) -> None:
        self._programs: Programs = cloudpickle.loads(programs)
        self._rows = pieces[0] if len(pieces) == 1 else np.concatenate(pieces)
        self._inputs = inputs

    def sums(
        self, rows: Index, numbers: Array, masks: NDArray[np.bool_] | None, factors: Array
    ) -> tuple[float, Array]:
        """The sum of the losses of some rows, and its gradient by all numbers."""
        columns = self._rows[rows]
        if masks is not None:
            columns = np.hstack([columns, masks * factors])
        with quiet():
            loss, gradient = self._programs["train"][0].value_and_grad(
                columns, numbers, reduction="sum"
            )
        return float(loss), np.asarray(gradient)

    def outputs(self, name: str, rows: Index, numbers: Array) -> tuple[Array, Array]:
        """What a program gives for some rows, and the rows' targets."""
        program, width = self._programs[name]
        with quiet():
            given = np.asarray(program(self._rows[rows, :width], numbers))
        return given, self._rows[rows, self._inputs :]


class LostError(Exception):
    """A worker went away before it answered."""


class Spread:
    """All rows of a source, each share of them on a worker."""

    def __init__(self, client: Any, source: Source, programs: Programs, inputs: int) -> None:
        self._client, self._source = client, source
        self._programs = cloudpickle.dumps(programs)
        self._inputs = inputs
        with reachable(client):
            self._shares = source.shares(len(self._workers()))
        self._starts = np.array([share[0][0] for share in self._shares])
        self._homes: dict[int, str] = {}
        self._shards: dict[int, Any] = {}
        self._futures: dict[int, Any] = {}
        with reachable(client):
            self._ask(range(len(self._shares)), lambda share: None)

    @property
    def workers(self) -> int:
        """How many workers keep rows."""
        return len(set(self._homes.values()))

    def split(self, rows: Index) -> list[tuple[int, NDArray[np.bool_], Index]]:
        """Rows by their share: its number, which rows these are, and their places in it."""
        shares = np.searchsorted(self._starts, rows, side="right") - 1
        return [
            (share, shares == share, rows[shares == share] - self._starts[share])
            for share in np.unique(shares).tolist()
        ]

    def ask(self, method: str, questions: dict[int, tuple[Any, ...]]) -> list[Any]:
        """Call a method of the shards of some shares; gives the answers in their order."""
        with reachable(self._client):
            return self._ask(
                questions, lambda share: getattr(self._shards[share], method)(*questions[share])
            )

    def close(self) -> None:
        """Let the workers forget the rows."""
        self._shards.clear()
        self._futures.clear()

    def _ask(self, shares: Any, question: Callable[[int], Any]) -> list[Any]:
        answers: dict[int, Any] = {}
        for _ in range(ATTEMPTS):
            missing = [share for share in shares if share not in answers]
            self._settle([share for share in missing if share not in self._shards])
            settled = [share for share in missing if share in self._shards]
            answers |= self._gathered(settled, question)
            if all(share in answers for share in shares):
                return [answers[share] for share in shares]
        raise ClusterError(
            f"workers were lost {ATTEMPTS} times in one step: do their rows fit in their memory?"
        )

    def _gathered(self, shares: list[int], question: Callable[[int], Any]) -> dict[int, Any]:
        """The answers of those shares whose workers live to give one."""
        asked, answers = {}, {}
        for share in shares:
            with self._lost_with(share):
                asked[share] = self._asked(share, question)
        for share, answer in asked.items():
            with self._lost_with(share):
                home = self._homes[share]
                answers[share] = None if answer is None else self._waited_for(answer.result, home)
        return answers

    def _asked(self, share: int, question: Callable[[int], Any]) -> Any:
        try:
            return question(share)
        except RuntimeError as error:  # what a handle says whose worker is known to be lost
            raise LostError from error

    def _settle(self, shares: list[int]) -> None:
        """Give each of these shares a worker: that with the fewest rows."""
        if not shares:
            return
        kept = dict.fromkeys(self._workers(), 0)
        for share, home in self._homes.items():
            if home in kept and share in self._shards:
                kept[home] += self._size(share)
        for share in stage("sending rows to the workers", shares):
            home = min(kept, key=kept.__getitem__)
            kept[home] += self._size(share)
            self._homes[share] = home
            with self._lost_with(share):
                self._futures[share] = self._sent(share, home)
        for share in shares:
            if share in self._futures:
                with self._lost_with(share):
                    self._shards[share] = self._made(share)

    def _sent(self, share: int, home: str) -> Any:
        """The future of a shard on that worker."""
        pieces = [self._source.send(self._client, home, s) for s in self._shares[share]]
        programs = self._client.scatter(self._programs, workers=[home], hash=False)
        return self._client.submit(
            Shard, programs, pieces, self._inputs, actor=True, workers=[home], pure=False
        )

    def _made(self, share: int) -> Any:
        """The shard, once it is on its worker."""
        home, future = self._homes[share], self._futures[share]
        error = self._waited_for(future.exception, home)
        if isinstance(error, (ImportError, AttributeError, AutogradError)):
            raise ClusterError(
                f"worker {home} cannot load the model: {error}; the workers need the same version "
                "of chalkgrad and of the modules that define your operations: import them there "
                "with client.run"
            ) from error
        if error is not None:
            raise error
        if future.status != "finished":
            raise LostError
        # The future's own result would belong to the client that was made last.
        with self._client.as_current():
            return distributed.Actor(Shard, home, future.key)

    def _waited_for(self, result: Callable[..., Any], home: str) -> Any:
        """The result, or LostError where the worker is gone."""
        while True:
            try:
                return result(timeout=GLANCE)
            except distributed.TimeoutError:
                if home not in self._client.nthreads():
                    raise LostError from None

    @contextmanager
    def _lost_with(self, share: int) -> Iterator[None]:
        """Forget whatever a worker kept that turns out to be lost in this block."""
        try:
            yield
        except ClusterError:
            raise
        except (LostError, OSError, distributed.CancelledError, distributed.KilledWorker) as error:
            _refuse_closed(self._client, error)
            home = self._homes[share]
            self._wait_until_gone(home)
            if _is_of_the_data(error) and home in self._client.nthreads():
                raise
            for other in [s for s, its_home in self._homes.items() if its_home == home]:
                self._shards.pop(other, None)
                self._futures.pop(other, None)

    def _wait_until_gone(self, home: str) -> None:
        """The scheduler may hear of a lost worker after we do."""
        end = time.monotonic() + GLANCE
        while home in self._client.nthreads() and time.monotonic() < end:
            time.sleep(GLANCE / 20)

    def _size(self, share: int) -> int:
        return self._shares[share][-1][1] - self._shares[share][0][0]

    def _workers(self) -> list[str]:
        """The addresses of all workers; waits for the first one."""
        _refuse_closed(self._client)
        try:
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except distributed.TimeoutError:
            raise ClusterError(
                f"the cluster has no workers, and got none in {PATIENCE:g} seconds; the model "
                "keeps the weights of the last finished step"
            ) from None
        return sorted(self._client.nthreads())


def _refuse_closed(client: Any, cause: BaseException | None = None) -> None:
    if client.status not in ("running", "connecting"):
        raise ClusterError(
            f"the client is {client.status}: make another one, and call fit again to go on from "
            "the weights of the last finished step, which the model keeps"
        ) from cause


def _is_of_the_data(error: BaseException) -> bool:
    """Whether a file or the model may have raised this, and not the network."""
    return isinstance(error, OSError) and not isinstance(error, distributed.comm.CommClosedError)


@contextmanager
def reachable(client: Any) -> Iterator[None]:
    """Make a ClusterError of what a scheduler that is gone leads to."""
    try:
        yield
    except ClusterError:
        raise
    except (OSError, distributed.client.ClosedClientError) as error:
        if _is_of_the_data(error) and client.status == "running":
            raise
        raise ClusterError(
            f"the cluster does not answer ({error}); the model keeps the weights of the last "
            "finished step"
        ) from error
