"""Threads that work beside a block of code and end with it."""

from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager

from client import Stopped


@contextmanager
def crew(stop, jobs):
    """Runs each job in a thread of its own; leaving the block waits for all. The first failure, of a job or of the block, sets
    `stop` for the others and is raised."""

    def guarded(job):
        try:
            job()
        except BaseException:
            stop.set()
            raise

    with ThreadPoolExecutor(len(jobs)) as pool:
        futures = [pool.submit(guarded, job) for job in jobs]
        try:
            yield
            wait(futures)
        except Stopped:
            wait(futures)  # one of the jobs knows why
        except BaseException:
            stop.set()
            raise
    failures = [future.exception() for future in futures if future.exception() is not None]
    for failure in sorted(failures, key=lambda failure: isinstance(failure, Stopped)):
        raise failure


def share(stop, items, workers, work):
    """Calls `work(items of one worker)` in as many threads as there are workers."""
    with crew(stop, [lambda part=items[first::workers]: work(part) for first in range(workers)]):
        pass
