"""Pictures to send, no two of them alike, and forms to send them in."""

import http.client
import json
import struct
import uuid
import zlib
from dataclasses import dataclass


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(generator, width=640, height=480):
    """A picture of noise, which no encoder makes small."""
    rows = b"".join(b"\0" + generator.randbytes(3 * width) for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b"")


def with_note(picture, words):
    """The same picture with words in its metadata."""
    end = picture.rindex(b"IEND") - 4
    return picture[:end] + chunk(b"tEXt", b"Comment\0" + words.encode()) + picture[end:]


def form(parts):
    """The type and the body of a form: parts by (field, media type, bytes)."""
    boundary = uuid.uuid4().hex
    body = b"".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="x"\r\nContent-Type: {kind}\r\n\r\n'.encode()
        + content + b"\r\n"
        for field, kind, content in parts
    )  # fmt: skip
    return f"multipart/form-data; boundary={boundary}", body + f"--{boundary}--\r\n".encode()


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict  # names in lower case
    body: bytes

    @property
    def members(self):
        try:
            return json.loads(self.body)
        except ValueError:
            return {}


def ask(port, method, path, body=None, headers=None, patience=60):
    """One request on a connection of its own; raises OSError or HTTPException where it is not answered whole."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    finally:
        connection.close()


def upload(port, picture):
    kind, body = form([("file", "image/png", picture)])
    return ask(port, "POST", "/v1/attachments", body, {"Content-Type": kind})


def file_report(port, attachments):
    """What the service says to a report with attachments."""
    content = {
        "category": "road.pothole", "description": "Ổ gà", "location": {"lat": 21.0285, "lon": 105.8542}, "attachments": attachments,
    }  # fmt: skip
    headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
    return ask(port, "POST", "/v1/reports", json.dumps(content).encode(), headers)
