"""An S3-compatible store in memory: what the engine's S3 disk asks of one. Requests must be signed with the known key's name.

Objects are put, read (ranges too), asked for, listed and deleted (one, or many by XML); parts of an upload are joined. Signatures
themselves are not computed.
"""

import hashlib
import re
import threading
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

ACCESS_KEY = "sardonyx-tests"


class S3StandIn(ThreadingHTTPServer):
    """The store; `objects` are its contents by path."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, bytes] = {}
        self.uploads: dict[str, dict[int, bytes]] = {}
        self.refused: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def s3_stand_in() -> Iterator[S3StandIn]:
    server = S3StandIn()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: S3StandIn

    def log_message(self, *args: object) -> None:
        pass

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except ConnectionError:
            self.close_connection = True

    def _begin(self) -> tuple[str, dict[str, list[str]], bytes] | None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if f"Credential={ACCESS_KEY}/" not in self.headers.get("Authorization", ""):
            self.server.refused.append(self.path)
            self._answer(403, b"<Error><Code>AccessDenied</Code></Error>")
            return None
        if self.headers.get("x-amz-content-sha256", "").startswith("STREAMING"):
            body = _unchunked(body)
        return unquote(parts.path), parse_qs(parts.query, keep_blank_values=True), body

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", headers.get("X-Length") or str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_PUT(self) -> None:
        if (asked := self._begin()) is None:
            return
        path, query, body = asked
        if "uploadId" in query:
            self.server.uploads[query["uploadId"][0]][int(query["partNumber"][0])] = body
        elif source := self.headers.get("x-amz-copy-source"):
            self.server.objects[path] = self.server.objects["/" + unquote(source).lstrip("/")]
            self._answer(200, b"<CopyObjectResult></CopyObjectResult>")
            return
        else:
            self.server.objects[path] = body
        self._answer(200, ETag=_etag(body))

    def do_GET(self) -> None:
        if (asked := self._begin()) is None:
            return
        path, query, _ = asked
        if "list-type" in query:
            prefix = f"{path.rstrip('/')}/{query.get('prefix', [''])[0]}"
            root = path.rstrip("/") + "/"
            items = "".join(
                f"<Contents><Key>{name.removeprefix(root)}</Key><Size>{len(content)}</Size></Contents>"
                for name, content in sorted(self.server.objects.items())
                if name.startswith(prefix)
            )
            self._answer(200, f"<ListBucketResult><IsTruncated>false</IsTruncated>{items}</ListBucketResult>".encode())
            return
        content = self.server.objects.get(path)
        if content is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        elif found := re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", "")):
            first, last = int(found[1]), min(int(found[2] or len(content) - 1), len(content) - 1)
            span = f"bytes {first}-{last}/{len(content)}"
            self._answer(206, content[first : last + 1], Content_Range=span, ETag=_etag(content))
        else:
            self._answer(200, content, ETag=_etag(content))

    def do_HEAD(self) -> None:
        if (asked := self._begin()) is None:
            return
        content = self.server.objects.get(asked[0])
        if content is None:
            self._answer(404)
        else:
            self._answer(200, X_Length=str(len(content)), ETag=_etag(content))

    def do_DELETE(self) -> None:
        if (asked := self._begin()) is None:
            return
        self.server.objects.pop(asked[0], None)
        self._answer(204)

    def do_POST(self) -> None:
        if (asked := self._begin()) is None:
            return
        path, query, body = asked
        if "delete" in query:
            for key in ET.fromstring(body).iter():
                if key.tag.endswith("Key"):
                    self.server.objects.pop(f"{path.rstrip('/')}/{key.text}", None)
            self._answer(200, b"<DeleteResult></DeleteResult>")
        elif "uploads" in query:
            upload = f"u{len(self.server.uploads)}"
            self.server.uploads[upload] = {}
            answer = f"<InitiateMultipartUploadResult><UploadId>{upload}</UploadId></InitiateMultipartUploadResult>"
            self._answer(200, answer.encode())
        else:
            parts = self.server.uploads.pop(query["uploadId"][0])
            self.server.objects[path] = b"".join(parts[number] for number in sorted(parts))
            self._answer(200, b"<CompleteMultipartUploadResult></CompleteMultipartUploadResult>")


def _etag(content: bytes) -> str:
    return f'"{hashlib.md5(content).hexdigest()}"'


def _unchunked(body: bytes) -> bytes:
    out = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        length = int(size.split(b";")[0], 16)
        if not length:
            break
        out, body = out + body[:length], body[length + 2 :]
    return out
