"""One HTTP exchange with a server that may be slow, wrong or hostile: the answer is whole and within its limits, or
there is an error.

Redirects are never followed: what is asked of one address is not told to another.
"""

from __future__ import annotations

import http.client
import queue
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kg.errors import BadParameter, RemoteFailed

SECONDS = 60.0
_DAY = 86_400.0
LARGEST = 256 * 1024**2
_TOLD = 300
_HINTS = {
    400: "the server does not understand the request",
    401: "it asks for credentials, which this program does not send",
    403: "it refuses access; this program sends no credentials",
    404: "nothing is there; check the path of the address",
    405: "it does not take this kind of request; check the path of the address",
    413: "it takes no data of this size",
    415: "it does not take this kind of data; check the path of the address",
    429: "it is asked too often; wait and try again",
    503: "it is busy; wait and try again",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answered: status, media type in lower case without parameters, the body.

    ``framed`` is whether the server said where the body ends; without that, a body cut short looks whole.
    """

    status: int
    media: str
    body: bytes
    framed: bool

    def told(self) -> str:
        """Return what the server says of its error, in short and fit to be printed, with what may help."""
        said = printable(self.body[: 4 * _TOLD].decode("utf-8", "replace")) if self.media == "text/plain" else ""
        reason = http.client.responses.get(self.status, "")
        parts = (f"{self.status} {reason}".strip(), said, _HINTS.get(self.status))
        return "; ".join(part for part in parts if part)


def printable(text: str) -> str:
    """Return what a server says in one line, short and without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_TOLD]


def checked(url: str) -> str:
    """Return ``url`` where it is one that may be asked; raises ``BadParameter`` otherwise."""
    try:
        parts = urllib.parse.urlsplit(url)
        fit = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fit = False
    if not fit or parts.fragment or not url.isascii() or not url.isprintable() or " " in url:
        raise BadParameter(f"{url!r} is no address of a server; write it as http://host:port/path, in ASCII")
    if parts.username is not None or parts.password is not None:
        raise BadParameter("an address with a user name or password in it is not used; leave them out")
    return url


def limited(seconds: float) -> float:
    """Return ``seconds`` where it is a time to wait, more than none and a day at most; raises ``BadParameter``."""
    if not 0 < seconds <= _DAY:
        raise BadParameter(f"{seconds:g} s is no time to wait for a server; take more than 0 and at most {_DAY:g}")
    return seconds


def exchange(
    url: str,
    *,
    method: str,
    body: bytes | None = None,
    headers: Mapping[str, str],
    seconds: float = SECONDS,
    most: int = LARGEST,
) -> Answer:
    """Send one request; return the answer, of whatever status but a redirect.

    Raises ``RemoteFailed`` where the server is not reached, the whole exchange takes longer than ``seconds``, the
    answer has more than ``most`` bytes, is cut short, or leads to another address.
    """
    request = urllib.request.Request(
        url, data=body, method=method, headers={"User-Agent": "serm-bone-kg", "Accept-Encoding": "identity", **headers}
    )

    def work(given_up: threading.Event) -> Answer:
        with _opener().open(request, timeout=seconds) as response:
            return _answer(url, response, most, given_up)

    return _within(seconds, url, work)


def _opener() -> urllib.request.OpenerDirector:
    """Return an opener for HTTP and HTTPS alone, by the proxies of the environment; it hands back every status."""
    opener = urllib.request.OpenerDirector()
    for handler in (urllib.request.ProxyHandler, urllib.request.HTTPHandler, urllib.request.HTTPSHandler):
        opener.add_handler(handler())
    return opener


def _answer(url: str, response: http.client.HTTPResponse, most: int, given_up: threading.Event) -> Answer:
    if 300 <= response.status < 400:
        target = response.headers.get("Location", "another address")
        raise RemoteFailed(
            url, f"it leads to {printable(target)}, which was not followed; give that address if you trust it"
        )
    coding = response.headers.get("Content-Encoding", "identity")
    if coding != "identity":
        raise RemoteFailed(url, f"its answer is in the encoding {printable(coding)!r}, which was not asked for")
    framed = response.chunked or response.length is not None
    body = bytearray()
    while not given_up.is_set() and (part := response.read1(1 << 16)):
        body += part
        if len(body) > most:
            raise RemoteFailed(url, f"its answer has more than {most} bytes; ask for less")
    if response.length:
        raise RemoteFailed(url, f"its answer was cut short after {len(body)} bytes; ask again")
    return Answer(
        status=response.status,
        media=response.headers.get_content_type().lower() if "Content-Type" in response.headers else "",
        body=bytes(body),
        framed=framed,
    )


def _within(seconds: float, url: str, work: Callable[[threading.Event], Answer]) -> Answer:
    """Return what ``work`` does in a thread of its own: a name look-up or a server that sends a byte now and then has
    no time limit otherwise.
    """
    done: queue.SimpleQueue[Any] = queue.SimpleQueue()
    given_up = threading.Event()

    def run() -> None:
        try:
            done.put(work(given_up))
        except Exception as error:
            done.put(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        found = done.get(timeout=seconds)
    except queue.Empty:
        given_up.set()
        raise RemoteFailed(url, f"it did not answer within {seconds:g} s; try later or ask for less") from None
    if isinstance(found, Exception):
        raise _explained(url, found, seconds) from found
    answer: Answer = found
    return answer


def _explained(url: str, error: Exception, seconds: float) -> Exception:
    """Return the error to raise for what went wrong on the way; a fault of this program stays what it is."""
    if isinstance(error, urllib.error.URLError) and isinstance(error.reason, Exception):
        error = error.reason
    if isinstance(error, TimeoutError):
        return RemoteFailed(url, f"it did not answer within {seconds:g} s; try later or ask for less")
    if isinstance(error, http.client.IncompleteRead):
        return RemoteFailed(url, "its answer was cut short; ask again")
    if isinstance(error, (OSError, http.client.HTTPException)):
        why = printable(getattr(error, "strerror", None) or str(error)) or type(error).__name__
        return RemoteFailed(url, f"it cannot be reached ({why}); check the address and that the server runs")
    return error
