"""Half a request is waited for only so long: else idle connections would fill the server.

uvicorn itself ends connections that rest between requests, and no others.
"""

from __future__ import annotations

import asyncio

import h11
import uvicorn.config
from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE_S = 15.0
_TIMED_OUT = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class PatientProtocol(H11Protocol):
    """HTTP/1.1 whose requests must come: headers within 15 s, a body never resting as long."""

    waiting: asyncio.TimerHandle | None = None
    awaits_body = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        awaits_body = self.conn.their_state is h11.SEND_BODY
        if self._is_whole() or awaits_body or self.awaits_body:
            self._stop_waiting()
        self.awaits_body = awaits_body
        if self.waiting is None and not self._is_whole():
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _is_whole(self) -> bool:
        """Whether nothing more has to come for now: answered, being answered, or no longer HTTP."""
        state = self.conn.their_state
        rests = state is h11.IDLE and not self.conn.trailing_data[0]
        return rests or state not in (h11.IDLE, h11.SEND_BODY)

    def _wait(self) -> None:
        self.waiting = self.loop.call_later(PATIENCE_S, self._end)

    def _stop_waiting(self) -> None:
        if self.waiting is not None:
            self.waiting.cancel()
            self.waiting = None

    def _end(self) -> None:
        if self.transport.is_closing() or self.transport.get_protocol() is not self:
            return
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.write(_TIMED_OUT)
        self.transport.close()


def be_patient() -> None:
    """Make it the protocol of every uvicorn in this process: Streamlit starts its own."""
    uvicorn.config.HTTP_PROTOCOLS["auto"] = f"{__name__}:PatientProtocol"
