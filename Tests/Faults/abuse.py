"""What no honest client sends, byte by byte, and what comes back."""

import socket
import threading
from dataclasses import dataclass

GET = b"GET /v1/categories/road.pothole HTTP/1.1\r\nHost: phananh\r\n"
POST = (
    b"POST /v1/reports HTTP/1.1\r\nHost: phananh\r\nContent-Type: application/json\r\n"
    b"Idempotency-Key: 0b3e2c52-8a3b-4e4c-9a3e-1f2d3c4b5a69\r\n"
)
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"

# Each has to be refused, or its connection closed: a proxy may read it in another way than the service.
MALFORMED = {
    "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "HTTP/2 without being asked": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "lines that end in LF": GET.replace(b"\r\n", b"\n") + b"\n",
    "one header line that ends in LF": GET + b"X-A: b\nX-B: c\r\n\r\n",
    "a CR within a header": GET + b"X-A: b\rX-B: c\r\n\r\n",
    "NUL in a header's value": GET + b"X-A: b\0c\r\n\r\n",
    "NUL in a header's name": GET + b"X\0A: b\r\n\r\n",
    "NUL in the address": GET.replace(b"road", b"ro\0d") + b"\r\n",
    "a space before the colon": GET + b"X-A : b\r\n\r\n",
    "a folded header": GET + b"X-A: b\r\n c\r\n\r\n",
    "length and chunks": POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "chunks and length": POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "two lengths": POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}a",
    "one length twice": POST + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
    "a list of lengths": POST + b"Content-Length: 2, 2\r\n\r\n{}",
    "a signed length": POST + b"Content-Length: +2\r\n\r\n{}",
    "a negative length": POST + b"Content-Length: -2\r\n\r\n{}",
    "a length beyond 64 bits": POST + b"Content-Length: 99999999999999999999999\r\n\r\n{}",
    "chunks that are not the last coding": POST + b"Transfer-Encoding: chunked, identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "an unknown transfer coding": POST + b"Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "a chunk size that is no number": CHUNKED + b"zz\r\n{}\r\n0\r\n\r\n",
    "a chunk size beyond 64 bits": CHUNKED + b"ffffffffffffffffff\r\n{}\r\n0\r\n\r\n",
    "a chunk size that ends in LF": CHUNKED + b"2\n{}\r\n0\r\n\r\n",
}
FLOODS = {
    "100,000 headers": GET + b"".join(b"X-%d: a\r\n" % number for number in range(100_000)) + b"\r\n",
    "a header of 2 MB": GET + b"X-A: " + b"a" * 2_000_000 + b"\r\n\r\n",
    "an address of 2 MB": b"GET /" + b"a" * 2_000_000 + b" HTTP/1.1\r\nHost: phananh\r\n\r\n",
    "100,000 trailers": CHUNKED + b"2\r\n{}\r\n0\r\n" + b"X-A: b\r\n" * 100_000 + b"\r\n",
    "a chunk extension of 10 MB": CHUNKED + b"2;" + b"a" * 10_000_000 + b"\r\n{}\r\n0\r\n\r\n",
    "70,000 chunks with extensions": CHUNKED + b"1;a=b\r\n \r\n" * 70_000 + b"0\r\n\r\n",
}


@dataclass(frozen=True)
class Outcome:
    statuses: list
    is_closed: bool  # by the service, in time

    @property
    def is_refusal(self):
        """Not carried out: an answer of class 4xx and no other, or none and the end."""
        return all(400 <= status < 500 for status in self.statuses) and (bool(self.statuses) or self.is_closed)


def exchange(port, data, patience=8.0):
    """Sends everything while reading, and reads until the service has nothing more to say."""
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as connection:

        def send():
            try:
                connection.sendall(data)
            except OSError:
                pass  # it has been closed, as it may be

        sender = threading.Thread(target=send)
        sender.start()
        received, is_closed = bytearray(), False
        try:
            while block := connection.recv(1 << 16):
                received += block
            is_closed = True
        except TimeoutError:
            pass
        except OSError:
            is_closed = True
        connection.close()
        sender.join()
    return Outcome(statuses(received), is_closed)


def statuses(received):
    """Of the answers in a stream of them; bodies do not contain what begins an answer."""
    return [int(part[:3]) for part in bytes(received).split(b"HTTP/1.1 ")[1:]]


def pipelined(port, count):
    """The statuses of `count` requests sent without waiting for answers."""
    return exchange(port, GET + b"\r\n" + (GET + b"\r\n") * (count - 2) + GET + b"Connection: close\r\n\r\n", 60.0).statuses
