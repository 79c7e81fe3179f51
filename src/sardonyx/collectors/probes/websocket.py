"""Kind `websocket`: the opening handshake, and what is answered to a message. Source: RFC 6455.

Conditions: latency, status (101), answer (the messages so far), header, certificate.
"""

import asyncio
from functools import partial
from typing import Final

from websockets.client import ClientProtocol
from websockets.exceptions import InvalidHandshake, InvalidURI, ProtocolError
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.uri import parse_uri

from sardonyx.collectors.probes.attempt import Attempt, attempt
from sardonyx.collectors.probes.conditions import judge, parse
from sardonyx.collectors.probes.context import USER_AGENT, ProbeContext
from sardonyx.collectors.probes.failing import Failed
from sardonyx.collectors.probes.hiding import Hider
from sardonyx.collectors.probes.http_target import Target
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.targets import target_of
from sardonyx.collectors.probes.tls_handshake import Stream
from sardonyx.config.checks import WebSocketCheck

FIELDS: Final = frozenset({"latency", "status", "answer", "header", "certificate"})
_MOST_BYTES: Final = 65_536
_SWITCHING: Final = 101
# So that what was read is judged before the check's time is over.
_JUDGING_SECONDS: Final = 0.05


async def probe(check: WebSocketCheck, context: ProbeContext) -> ProbeResult:
    """Open, send what is to be sent, judge the answer, close."""
    made = Attempt(context, target_of(check), check.conditions, check.degraded_unless)
    hider = Hider(value.get_secret_value() for value in check.headers.values())
    return hider.result(await attempt(made, partial(_probe, check)))


async def _probe(check: WebSocketCheck, made: Attempt) -> ProbeResult:
    target = Target.of(check.url)
    try:
        talk = ClientProtocol(parse_uri(check.url), max_size=_MOST_BYTES)
    except InvalidURI as error:
        raise Failed("other", "the URL must begin with ws:// or wss://") from error
    request = talk.connect()
    for name, value in (
        ("User-Agent", USER_AGENT),
        ("traceparent", made.context.traceparent),
        *((name, value.get_secret_value()) for name, value in check.headers.items()),
    ):
        if any(sign in name + value for sign in "\r\n\0"):
            raise Failed("other", f"the header {name[:60]!r} can't be sent: a value has no line breaks")
        request.headers[name] = value
    async with made.opened(target.host, target.port, tls=target.secure) as wire:
        made.traced = True
        talk.send_request(request)
        with made.phase("processing"):
            response = await _response(made, talk, wire)
        headers = {name.lower(): value for name, value in response.headers.raw_items()}
        seen = {"status": response.status_code, "header": headers}
        if (wanted := _about_answer(check)) or check.send:
            if check.send:
                talk.send_text(check.send.encode())
            with made.phase("transfer"):
                made.body = seen["answer"] = await _answer(made, talk, wire, wanted)
        talk.send_close()
        _flush(talk, wire)
        return made.judged(seen)


async def _response(made: Attempt, talk: ClientProtocol, wire: Stream) -> Response:
    """The answer to the handshake. Raises Failed where it is not one."""
    while True:
        _flush(talk, wire)
        data = await wire.reader.read(_MOST_BYTES)
        talk.receive_data(data) if data else talk.receive_eof()
        for event in talk.events_received():
            if isinstance(event, Response):
                made.figures["http_status_code"] = event.status_code
                if talk.handshake_exc is None:
                    return event
                made.body = (event.body or b"").decode(errors="replace")
                raise _refused(event, talk.handshake_exc)
        if talk.handshake_exc is not None or not data:
            raise Failed("protocol", "what it answered is no handshake of a WebSocket")


def _refused(response: Response, error: Exception) -> Failed:
    if response.status_code != _SWITCHING:
        return Failed("status", f"it answered {response.status_code} instead of switching to a WebSocket")
    what = str(error) if isinstance(error, InvalidHandshake) else type(error).__name__
    return Failed("protocol", f"its handshake is wrong: {what}")


async def _answer(made: Attempt, talk: ClientProtocol, wire: Stream, wanted: tuple[str, ...]) -> str:
    """Its messages until the conditions hold, it closes or the time is over. Raises TimeoutError where there is none."""
    received: list[bytes] = []
    while sum(map(len, received)) < _MOST_BYTES:
        _flush(talk, wire)
        frames = [event for event in talk.events_received() if isinstance(event, Frame)]
        received += [bytes(one.data) for one in frames if one.opcode in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT)]
        if received and judge(wanted, (), {"answer": _text(received)})[0] == "up":
            break
        if isinstance(talk.parser_exc, ProtocolError):
            raise Failed("protocol", f"what it sends is no WebSocket: {talk.parser_exc}")
        try:
            data = await asyncio.wait_for(
                wire.reader.read(_MOST_BYTES), max(0.001, made.context.left() - _JUDGING_SECONDS)
            )
        except TimeoutError:
            if not received:
                raise
            break
        if not data:
            break
        talk.receive_data(data)
    return _text(received)


def _text(received: list[bytes]) -> str:
    return b"".join(received).decode(errors="replace")


def _flush(talk: ClientProtocol, wire: Stream) -> None:
    for data in talk.data_to_send():
        if data:
            wire.writer.write(data)


def _about_answer(check: WebSocketCheck) -> tuple[str, ...]:
    """The conditions on the answer; those that can't be read are judged with the rest."""
    found = []
    for text in (*check.conditions, *check.degraded_unless):
        try:
            if parse(text).field == "answer":
                found.append(text)
        except ValueError:
            continue
    return tuple(found)
