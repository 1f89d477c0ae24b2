"""A TCP proxy that does to connections what networks do: cut, delay, throttle, or carry nothing any more."""

import asyncio
import contextlib
import socket
import struct
import threading

CHUNK = 16 * 1024


class FaultProxy:
    """Forwards connections to `port` on loopback from `self.port`, by an event loop in a thread of its own.

    One fault at a time: setting one ends the one before. Counts of bytes are those of one direction of one connection.
    """

    def __init__(self, port, generator):
        self._target = port
        self._generator = generator
        self._loop = asyncio.new_event_loop()
        self._links = set()
        self._delay = 0.0
        self._rate = None
        self._rooms = {}
        self.accepted = 0
        self.cuts = 0
        listener = socket.create_server(("127.0.0.1", 0))
        self.port = listener.getsockname()[1]
        self._thread = threading.Thread(target=self._run, args=(listener,), daemon=True)
        self._thread.start()

    def _run(self, listener):
        asyncio.set_event_loop(self._loop)
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._loop.create_task(asyncio.start_server(self._serve, sock=listener, limit=CHUNK))
        self._loop.run_forever()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    def close(self):
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()

    # What the network does

    def cut(self, most_bytes):
        """Each connection there is ends after up to so many bytes more, in a direction drawn for it; as often by a reset as by
        an orderly end."""
        self._do(self._arm, most_bytes)

    def delay(self, seconds):
        """Every byte comes later, in both directions."""
        self._do(self._set, seconds, None, True)

    def throttle(self, bytes_per_second):
        """All connections together carry no more, in each direction."""
        self._do(self._set, 0.0, bytes_per_second, True)

    def half_open(self):
        """Nothing is carried any more, and no connection ends; those that are made meanwhile fare no better."""
        self._do(self._set, 0.0, None, False)

    def heal(self):
        """What was held back arrives now, and everything after it at once."""
        self._do(self._set, 0.0, None, True)

    def _do(self, what, *arguments):
        done = threading.Event()
        self._loop.call_soon_threadsafe(lambda: (what(*arguments), done.set()))
        done.wait()

    def _set(self, delay, rate, is_flowing):
        self._delay, self._rate = delay, rate
        self._rooms = {}
        self._flowing.set() if is_flowing else self._flowing.clear()

    def _arm(self, most_bytes):
        for link in self._links:
            link.arm(self._generator.randrange(2), self._generator.randrange(most_bytes), self._generator.random() < 0.5)

    # Connections

    async def _serve(self, reader, writer):
        self.accepted += 1
        # Cancelled when the proxy is closed.
        with contextlib.suppress(OSError, asyncio.CancelledError):
            onward = await asyncio.open_connection("127.0.0.1", self._target, limit=CHUNK)
            await self._carry(Link((reader, writer), onward))
        writer.close()

    async def _carry(self, link):
        self._links.add(link)
        try:
            async with asyncio.TaskGroup() as group:
                for direction in (0, 1):
                    # Between the reader and the writer stands what a delay holds back.
                    queue = asyncio.Queue(maxsize=256)
                    group.create_task(self._take(link, direction, queue))
                    group.create_task(self._give(link, direction, queue))
        except* (OSError, Cut):
            pass
        finally:
            self._links.discard(link)
            link.end()

    async def _take(self, link, direction, queue):
        while True:
            await self._flowing.wait()
            data = await link.readers[direction].read(CHUNK)
            await queue.put((self._loop.time(), data))
            if not data:
                return

    async def _give(self, link, direction, queue):
        while True:
            arrival, data = await queue.get()
            while (rest := arrival + self._delay - self._loop.time()) > 0:
                await asyncio.sleep(rest)
            await self._flowing.wait()
            if not data:
                link.writers[direction].write_eof()
                return
            for piece in self._pieces(data):
                await self._room(direction, len(piece))
                if link.carries(direction, piece):
                    self.cuts += 1
                    raise Cut
                await link.writers[direction].drain()

    def _pieces(self, data):
        size = 512 if self._rate else CHUNK
        return [data[start : start + size] for start in range(0, len(data), size)]

    async def _room(self, direction, count):
        """Waits until the throttled line has carried what was sent before."""
        if self._rate is None:
            return
        now = self._loop.time()
        start = max(now, self._rooms.get(direction, now))
        self._rooms[direction] = start + count / self._rate
        await asyncio.sleep(start - now)


class Cut(Exception):
    """A connection came to the byte it was to end at."""


class Link:
    """A connection: direction 0 is from the client to the server, 1 the other."""

    def __init__(self, client, server):
        self.readers = (client[0], server[0])
        self.writers = (server[1], client[1])
        self._budget = [None, None]
        self._resets = False

    def arm(self, direction, count, resets):
        self._budget[direction], self._resets = count, resets

    def carries(self, direction, data):
        """Sends as much as may still be sent; whether that was the end."""
        budget = self._budget[direction]
        if budget is None or len(data) < budget:
            self.writers[direction].write(data)
            self._budget[direction] = None if budget is None else budget - len(data)
            return False
        self.writers[direction].write(data[:budget])
        return True

    def end(self):
        for writer in self.writers:
            with contextlib.suppress(OSError):
                if self._resets:
                    # Without lingering the kernel sends a reset.
                    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    writer.transport.abort()
                else:
                    writer.close()
