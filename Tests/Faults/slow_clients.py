"""Clients that take their time, each kind in as many connections as wanted, in a process of their own."""

import asyncio
import multiprocessing
import resource
import socket
import time
from collections import namedtuple

import abuse

# Seconds from a request's first byte, or the connection's opening, to its end by the service; None when it had to be given up.
Ending = namedtuple("Ending", "kind seconds status")

EXPORT = b"GET /v1/units?limit=200 HTTP/1.1\r\nHost: phananh\r\nAccept: application/geo+json\r\n\r\n"


class Crowd:
    """Slow clients at work; `counts` are of KINDS."""

    def __init__(self, port, counts, patience):
        context = multiprocessing.get_context("spawn")
        self._results, sender = context.Pipe(duplex=False)
        self._process = context.Process(target=_work, args=(port, counts, patience, sender), daemon=True)
        self._process.start()
        assert self._results.recv() == "connected"

    def endings(self):
        """Waits for all of them."""
        endings = self._results.recv()
        self._process.join()
        return endings

    def ends_within(self, seconds):
        """Whether `endings` would not have to wait any more."""
        return self._results.poll(seconds)

    def close(self):
        """Ends those that are still there too."""
        self._process.kill()
        self._process.join()


def _work(port, counts, patience, results):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 8192)), hard))
    results.send(asyncio.run(_all(port, counts, patience, results)))


async def _all(port, counts, patience, results):
    kinds = [kind for kind, count in counts.items() for _ in range(count)]
    gate = asyncio.Semaphore(100)  # of connections being opened

    async def one(kind):
        connection = socket.socket()
        connection.setblocking(False)
        if kind in ("reader", "sender"):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        async with gate:
            await asyncio.get_running_loop().sock_connect(connection, ("127.0.0.1", port))
        return kind, connection

    opened = await asyncio.gather(*(one(kind) for kind in kinds))
    results.send("connected")
    return await asyncio.gather(*(_ending(kind, connection, patience) for kind, connection in opened))


async def _ending(kind, connection, patience):
    started, loop = time.monotonic(), asyncio.get_running_loop()
    with connection:
        try:
            if kind == "reader":
                await asyncio.wait_for(_begin_export(loop, connection), patience)
                started = time.monotonic()
            status = await asyncio.wait_for(KINDS[kind](loop, connection), patience)
            return Ending(kind, time.monotonic() - started, status)
        except TimeoutError:
            return Ending(kind, None, None)


async def _until_end(loop, connection, first, drop, pause=1.0):
    """Sends `first`, then `drop` after each pause; the status received by the time the service ends it."""
    received, task = bytearray(), None

    async def trickle():
        try:
            await loop.sock_sendall(connection, first)
            while drop:
                await asyncio.sleep(pause)
                await loop.sock_sendall(connection, drop)
        except OSError:
            pass

    task = asyncio.create_task(trickle())
    try:
        while block := await loop.sock_recv(connection, 4096):
            received += block
    except OSError:
        pass
    finally:
        task.cancel()
    return next(iter(abuse.statuses(received)), None)


async def _begin_export(loop, connection):
    """Asks for the largest answer there is until it is given."""
    while True:
        await loop.sock_sendall(connection, EXPORT)
        if await loop.sock_recv(connection, 12) != b"HTTP/1.1 503":
            return
        await asyncio.sleep(0.2)
        while len(await loop.sock_recv(connection, 4096)) == 4096:
            pass


async def _leave_unread(loop, connection):
    # The end is only seen when everything before it is read: sending fails as soon as the service has closed.
    while True:
        await asyncio.sleep(0.5)
        try:
            await loop.sock_sendall(connection, b" ")
        except OSError:
            return 200


async def _send_unread(loop, connection):
    # As many as there is room for on the way; that the service has closed is seen by sending, too.
    try:
        while True:
            await loop.sock_sendall(connection, EXPORT * 100)
    except OSError:
        return None


KINDS = {
    "head": lambda loop, connection: _until_end(loop, connection, abuse.GET, b"X-A: b\r\n"),
    "body": lambda loop, connection: _until_end(loop, connection, abuse.POST + b"Content-Length: 60000\r\n\r\n{", b" "),
    "chunks": lambda loop, connection: _until_end(loop, connection, abuse.CHUNKED, b"1;a\r\n \r\n"),
    "body after the answer": lambda loop, connection: _until_end(
        loop, connection, b"POST /nothing HTTP/1.1\r\nHost: phananh\r\nContent-Length: 60000\r\n\r\n", b" "
    ),
    "reader": _leave_unread,
    "sender": _send_unread,
    "idle": lambda loop, connection: _until_end(loop, connection, b"", b""),
}
