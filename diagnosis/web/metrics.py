"""Figures about the server for whoever watches over it: how much is asked, how long it takes, what goes wrong.

They are sums over all browsers: no address, browser, interview, answer or person is in them. Pages stand in them by
their kind (`/interview/{id}`). Where several processes serve, each writes its figures into a folder that all share, and
whichever is asked adds them up; a process that has ended stays in the sums.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from diagnosis.sessions import Purge, Store, StoreFault

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which prometheus_client learns of the folder; it looks for it when it is imported."""

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The figures of one process, and of all that share a folder with it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        own = CollectorRegistry()
        self.requests = Counter("diagnosis_requests", "Requests answered.", ("method", "page", "status"), registry=own)
        self.seconds = Histogram(
            "diagnosis_request_seconds",
            "Time from the head of a request to the end of its answer.",
            ("page",),
            buckets=_SECONDS,
            registry=own,
        )
        self.store_faults = Counter(
            "diagnosis_store_faults", "Times that the database of interviews could not be used.", ("by",), registry=own
        )
        self.purges = Counter(
            "diagnosis_purges", "Purges: done, refused (too many at once) or failed.", ("outcome",), registry=own
        )
        self.cached_bytes = Gauge(
            "diagnosis_cached_bytes",
            "Memory that remembered states of interviews take, about.",
            multiprocess_mode="livesum",
            registry=own,
        )
        self.cached_states = Gauge(
            "diagnosis_cached_states",
            "States of interviews that are remembered.",
            multiprocess_mode="livesum",
            registry=own,
        )
        processes = Gauge("diagnosis_processes", "Processes that serve.", multiprocess_mode="livesum", registry=own)
        processes.set(1)
        # What never happened yet is told as 0: else its first time would be no increase.
        for by in ("page", "health", "purge", "tidy", "metrics"):
            self.store_faults.labels(by)
        for outcome in ("done", "refused", "failed"):
            self.purges.labels(outcome)
        self._read = own
        if os.environ.get(_SHARED):
            self._read = CollectorRegistry()
            MultiProcessCollector(self._read)  # type: ignore[no-untyped-call]

    def note_request(self, method: str, page: str, status: int, seconds: float) -> None:
        """Counts a request that was answered."""
        self.requests.labels(method, page, str(status)).inc()
        self.seconds.labels(page).observe(seconds)
        states, size = self._store.remembered
        self.cached_states.set(states)
        self.cached_bytes.set(size)

    def note_purge(self, done: Purge | None) -> None:
        """Counts a purge; None where it failed."""
        self.purges.labels("failed" if done is None else "refused" if done.refused else "done").inc()

    def text(self) -> bytes:
        """All figures, in Prometheus' text format."""
        store = CollectorRegistry()
        store.register(_Stored(self._store, self.store_faults))
        return generate_latest(store) + generate_latest(self._read)


class _Stored(Collector):
    """What stands in the database, the same for all processes. What cannot be read is left out: it is not zero."""

    def __init__(self, store: Store, faults: Counter) -> None:
        self._store, self._faults = store, faults

    def collect(self) -> Iterable[Metric]:
        """The figures, read now."""
        try:
            count, purged, up = self._store.count(), self._store.last_purge(), 1
        except StoreFault:
            self._faults.labels("metrics").inc()
            count, purged, up = None, None, 0
        yield GaugeMetricFamily("diagnosis_store_up", "Whether the database of interviews can be read.", up)
        if count is not None:
            yield GaugeMetricFamily("diagnosis_interviews", "Interviews that are kept.", count)
        if purged is not None:
            moment = purged.timestamp()
            yield GaugeMetricFamily("diagnosis_last_purge_timestamp_seconds", "When a purge was done last.", moment)


@contextmanager
def shared() -> Iterator[Path]:
    """A folder in which the processes that are started meanwhile add up their figures."""
    before = os.environ.get(_SHARED)
    with TemporaryDirectory(prefix="diagnosis-metrics-") as folder:
        os.environ[_SHARED] = folder
        try:
            yield Path(folder)
        finally:
            os.environ.pop(_SHARED)
            if before is not None:
                os.environ[_SHARED] = before


def forget_process(process: int, folder: Path) -> None:
    """Leaves out what a process that ended had at the moment, as its cache; what it counted stays."""
    mark_process_dead(process, str(folder))  # type: ignore[no-untyped-call]
