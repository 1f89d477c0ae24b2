"""A client as most are: a steady stream of reads, timed. It runs in a process of its own, so that nothing of the test slows it."""

import http.client
import multiprocessing
import statistics
import time

PATHS = ["/v1/units/locate?lat=21.0285&lon=105.8542", "/v1/categories/road.pothole"]


class GoodClient:
    def __init__(self, port, rate=50):
        context = multiprocessing.get_context("spawn")
        self._channel, channel = context.Pipe()
        self._process = context.Process(target=_work, args=(port, rate, channel), daemon=True)
        self._process.start()

    def lap(self):
        """The answers since the last call."""
        self._channel.send("lap")
        return Lap(*self._channel.recv())

    def close(self):
        self._process.kill()


class Lap:
    def __init__(self, milliseconds, faults):
        self.milliseconds = milliseconds
        self.faults = faults  # what was not answered with 200

    @property
    def p99(self):
        return statistics.quantiles(self.milliseconds, n=100)[98]

    def __str__(self):
        return f"{len(self.milliseconds)} answers, median {statistics.median(self.milliseconds):.1f} ms, p99 {self.p99:.1f} ms"


def _work(port, rate, channel):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    milliseconds, faults, number, due = [], [], 0, time.monotonic()
    while True:
        if channel.poll():
            channel.recv()
            channel.send((milliseconds, faults))
            milliseconds, faults = [], []
        due += 1 / rate
        time.sleep(max(0.0, due - time.monotonic()))
        number += 1
        if number % 10 == 0:
            connection.close()  # and another is opened: newcomers count too
        try:
            connection.request("GET", PATHS[number % len(PATHS)])
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                faults.append(f"{answer.status} {body.decode(errors='replace')}")
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            faults.append(repr(error))
        # From the moment it was meant to be sent: a service that keeps one request waiting keeps all behind it waiting.
        milliseconds.append((time.monotonic() - due) * 1000)
