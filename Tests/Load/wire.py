"""What the service sends to PostgreSQL, read off the wire between them: texts, types and values of its statements."""

import contextlib
import socket
import struct
import threading
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path


def _timestamp(data):
    (microseconds,) = struct.unpack("!q", data)
    return (datetime(2000, 1, 1, tzinfo=timezone.utc) + timedelta(microseconds=microseconds)).isoformat()


def _number(layout):
    return lambda data: str(struct.unpack(layout, data)[0])


def _array(data):
    """One of at most one dimension, as text."""
    dimensions, _, element = struct.unpack_from("!iii", data)
    count = struct.unpack_from("!i", data, 12)[0] if dimensions else 0
    elements, position = [], 20
    for _ in range(count):
        (length,) = struct.unpack_from("!i", data, position)
        position += 4
        if length < 0:
            elements.append("NULL")
            continue
        text = TYPES[element][1](data[position : position + length])
        elements.append('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"')
        position += length
    return "{" + ",".join(elements) + "}"


# By PostgreSQL's OIDs: the type's name and how its binary form reads as text. 0 leaves the type to the server.
TYPES = {
    0: (None, bytes.decode),
    16: ("boolean", lambda data: "true" if data[0] else "false"),
    17: ("bytea", lambda data: "\\x" + data.hex()),
    20: ("bigint", _number("!q")),
    21: ("smallint", _number("!h")),
    23: ("integer", _number("!i")),
    25: ("text", bytes.decode),
    701: ("double precision", _number("!d")),
    1184: ("timestamptz", _timestamp),
    2950: ("uuid", lambda data: str(uuid.UUID(bytes=data))),
    3802: ("jsonb", lambda data: data[1:].decode()),
    1000: ("boolean[]", _array),
    1001: ("bytea[]", _array),
    1007: ("integer[]", _array),
    1009: ("text[]", _array),
    1016: ("bigint[]", _array),
    1022: ("double precision[]", _array),
    1185: ("timestamptz[]", _array),
    2951: ("uuid[]", _array),
}


@dataclass(frozen=True)
class Parameter:
    """A value as it was sent. Of a type not listed above it can be neither named nor read."""

    oid: int
    data: bytes | None
    is_binary: bool

    @property
    def type(self):
        return TYPES[self.oid][0]

    @property
    def value(self):
        """As text; None is NULL."""
        if self.data is None:
            return None
        return TYPES[self.oid][1](self.data) if self.is_binary else self.data.decode()


@dataclass(frozen=True)
class Statement:
    sql: str
    parameters: tuple


@dataclass(frozen=True)
class Exchange:
    """What goes out before one sync: a round trip, and outside a transaction a transaction of its own."""

    user: str
    statements: tuple


class Wire:
    """A Unix socket that leads to the cluster's and keeps what passes. Holds for as long as the block runs."""

    def __init__(self, folder, server):
        self.folder = folder
        self.exchanges = []
        self._server = str(Path(server) / ".s.PGSQL.5432")
        self._listener = socket.socket(socket.AF_UNIX)

    def __enter__(self):
        self.folder.mkdir()
        self._listener.bind(str(self.folder / ".s.PGSQL.5432"))
        self._listener.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        # Wakes the thread that accepts; closing alone would not.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._server)
                reader = FrontendReader(self.exchanges)
                threading.Thread(target=_pass_on, args=(client, server, reader.feed), daemon=True).start()
                threading.Thread(target=_pass_on, args=(server, client, lambda _: None), daemon=True).start()


def _pass_on(source, target, look):
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            look(data)
            target.sendall(data)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


class FrontendReader:
    """Takes a session apart as libpq sends it (PostgreSQL's manual, chapter 55: message formats)."""

    def __init__(self, exchanges):
        self._exchanges = exchanges
        self._buffer = b""
        self._user = None
        self._prepared = {}
        self._sent = []

    def feed(self, data):
        self._buffer += data
        while True:
            kind = 0 if self._user is None else 1  # only the first message has no type
            if len(self._buffer) < kind + 4:
                return
            end = kind + struct.unpack_from("!i", self._buffer, kind)[0]
            if len(self._buffer) < end:
                return
            message, self._buffer = self._buffer[:end], self._buffer[end:]
            self._take(message[:1], message[5:]) if kind else self._begin(message[8:])

    def _begin(self, body):
        words = body.split(b"\0")
        self._user = dict(zip(words[::2], words[1::2]))[b"user"].decode()

    def _take(self, kind, body):
        if kind == b"P":
            name, sql, rest = body.split(b"\0", 2)
            self._prepared[name] = (sql.decode(), struct.unpack_from(f"!{len(rest) // 4}i", rest, 2))
        elif kind == b"B":
            _, name, rest = body.split(b"\0", 2)
            sql, types = self._prepared[name]
            self._sent.append(Statement(sql, tuple(_parameters(rest, types))))
        elif kind == b"S" and self._sent:
            self._exchanges.append(Exchange(self._user, tuple(self._sent)))
            self._sent = []


def _parameters(body, types):
    (count,) = struct.unpack_from("!h", body)
    formats = struct.unpack_from(f"!{count}h", body, 2)
    at = 4 + 2 * count
    for index, oid in enumerate(types):
        (length,) = struct.unpack_from("!i", body, at)
        at += 4
        data = body[at : at + length] if length >= 0 else None
        at += max(0, length)
        yield Parameter(oid, data, bool(formats) and formats[index if count > 1 else 0] == 1)
