"""How many phone photos a second go through the whole pipeline, what filing costs meanwhile, and how much memory that takes."""

import http.client
import itertools
import os
import resource
import threading
import time

from open_loop import open_loop
from pictures import form
from processes import MemoryWatch
from sandbox import SandboxError, run

# As phones make them: 12 megapixels, and about 4 MB each.
WIDTH, HEIGHT = 4032, 3024
SAMPLES = 6
FILINGS = 100  # a second, meanwhile
TOLERANCE = 0.35  # of the size: noise of this strength makes about 4 MB


def photos(bench, seconds, repeats):
    """Rates of as many senders as twice the processors, with the 99th percentile of filings beside that of filings alone."""
    samples = _samples(bench.stage.folder)
    processors = len(os.sched_getaffinity(0))
    requests = bench.requests("create")
    alone, beside, rates, costs = [], [], [], []
    with MemoryWatch(bench.service.pid) as watch:
        for _ in range(repeats):
            alone.append(open_loop(bench.service.port, requests, [(FILINGS, seconds)], bench.stage.folder)[0].summary()["p99"])
            _, usage = bench.used_by(lambda: rates.append(_rate(bench, samples, 2 * processors, seconds)))
            costs.append(usage.busy / max(1, rates[-1] * seconds))
            with _Senders(bench.service.port, samples, 2 * processors):
                beside.append(open_loop(bench.service.port, requests, [(FILINGS, seconds)], bench.stage.folder)[0].summary()["p99"])
    median = sorted(rates)[len(rates) // 2]
    quiet, busy = sorted(alone)[len(alone) // 2], sorted(beside)[len(beside) // 2]
    return {
        "photo_mb": round(sum(len(sample) for sample in samples) / SAMPLES / 1e6, 2),
        "senders": 2 * processors,
        "rate": median,
        "rate_per_processor": median / processors,
        "cpu_seconds_each": sorted(costs)[len(costs) // 2],
        "tools_seconds_each": _tools(bench.stage.folder, samples[0]),
        "filing_p99_alone": quiet,
        "filing_p99_beside": busy,
        "ratio": busy / quiet,
        "memory_mb": watch.peak,
    }


def _rate(bench, samples, count, seconds):
    """Photos taken a second."""
    with _Senders(bench.service.port, samples, count) as senders:
        time.sleep(1)  # until all are at work
        before = senders.taken
        time.sleep(seconds)
        return (senders.taken - before) / seconds


class _Senders:
    """Clients that send one photo after the other while the block runs, no two of them the same bytes."""

    def __init__(self, port, samples, count):
        self._port, self._samples = port, samples
        self._numbers = itertools.count()
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._send, daemon=True) for _ in range(count)]
        self._counts = [0] * count
        self.fault = None

    def __enter__(self):
        for number, thread in enumerate(self._threads):
            thread.number = number
            thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        for thread in self._threads:
            thread.join(60)
        if self.fault:
            raise SandboxError(f"photos are not taken: {self.fault}")

    @property
    def taken(self):
        return sum(self._counts)

    def _send(self):
        number = threading.current_thread().number
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
            while not self._over.is_set():
                at = next(self._numbers)
                kind, body = form([("file", "image/jpeg", _altered(self._samples[at % SAMPLES], at))])
                connection.request("POST", "/v1/attachments", body, {"Content-Type": kind})
                answer = connection.getresponse()
                said = answer.read()
                if answer.status == 201:
                    self._counts[number] += 1
                elif answer.status == 503:
                    self._over.wait(0.2)
                else:
                    raise SandboxError(f"{answer.status} {said[:300]}")
            connection.close()
        except (OSError, http.client.HTTPException, SandboxError) as error:
            self.fault = error


def _altered(photo, number):
    """The photo with the two highest frequencies weighed otherwise: no two numbers make the same picture."""
    table = photo.index(b"\xff\xdb") + 5
    return photo[: table + 62] + bytes([1 + number // 255 % 255, 1 + number % 255]) + photo[table + 64 :]


def _samples(folder):
    """Photos made up by libvips: noise, as strong as makes them as large as those of phones."""
    made = []
    for number in range(SAMPLES):
        noise, photo = folder / f"noise-{number}.v", folder / f"photo-{number}.jpg"
        bands = []
        for band in range(3):
            run(["vips", "gaussnoise", str(noise), str(WIDTH), str(HEIGHT), "--mean", "128", "--sigma", "15", "--seed", str(7 * number + band)])
            bands.append(str(folder / f"band-{number}-{band}.v"))
            run(["vips", "cast", str(noise), bands[-1], "uchar"])
        run(["vips", "bandjoin", " ".join(bands), str(noise)])
        run(["vips", "copy", str(noise), f"{photo}[Q=88]", "--interpretation", "srgb"])
        for band in (*bands, noise):
            os.unlink(band)
        made.append(photo.read_bytes())
    mean = sum(len(sample) for sample in made) / SAMPLES
    if abs(mean / 4e6 - 1) > TOLERANCE:
        raise SandboxError(f"the photos have {mean / 1e6:.1f} MB, and not about 4")
    return made


def _tools(folder, sample):
    """Seconds that the tools alone take of one processor for one photo: decoded, and encoded in the three sizes."""
    source, before = folder / "alone.jpg", resource.getrusage(resource.RUSAGE_CHILDREN)
    source.write_bytes(sample)
    environment = os.environ | {"VIPS_CONCURRENCY": "1"}
    count = 5
    for _ in range(count):
        run(["vips", "jpegload", str(source), f"{folder / 'full.jpg'}[strip,Q=85]"], environment)
        run(["vipsthumbnail", str(source), "--size", "1280", "-o", f"{folder / 'large.jpg'}[strip]"], environment)
        run(["vipsthumbnail", str(source), "--size", "320", "-o", f"{folder / 'small.jpg'}[strip]"], environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / count
