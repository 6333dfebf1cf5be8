"""Timeouts for unfinished requests, so that idle connections cannot fill the server.

uvicorn itself only ends connections that idle between requests.
"""

from __future__ import annotations

import asyncio

import h11
import uvicorn.config
from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE_S = 15.0
_TIMED_OUT = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class PatientProtocol(H11Protocol):
    """HTTP/1.1 with timeouts: 15 s for the headers, and for each pause within a body."""

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
        """Tell whether no more data is due: answered, being answered, or no longer HTTP."""
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
    """Use :class:`PatientProtocol` for every uvicorn in this process, Streamlit's included."""
    uvicorn.config.HTTP_PROTOCOLS["auto"] = f"{__name__}:PatientProtocol"
