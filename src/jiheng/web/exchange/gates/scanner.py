"""A virus scanner that is asked through its socket: ClamAV's clamd, by INSTREAM."""

from __future__ import annotations

import socket
import struct

from jiheng.reading.grid import Unreadable

CHUNK = 1 << 16
SECONDS = 60
SILENT = "病毒扫描服务没有回应，暂时不能上传；请稍后再试，或联系系统管理员"
FOUND = "病毒扫描发现 {}，没有接收；请先清除病毒，检查来源"


def scan(data: bytes, address: str) -> None:
    """Ask the scanner at `address` (unix:/path, or host:port) about a file.

    Raises `Unreadable` where it finds something, and where it does not answer: a site that has a
    scanner takes no file unscanned.
    """
    try:
        reply = _asked(data, address)
    except (OSError, ValueError) as error:
        raise Unreadable(SILENT) from error
    if reply.endswith("FOUND"):
        raise Unreadable(FOUND.format(reply.removeprefix("stream:").removesuffix("FOUND").strip()))
    if not reply.endswith("OK"):
        raise Unreadable(SILENT)


def _asked(data: bytes, address: str) -> str:
    with _connected(address) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), CHUNK):
            chunk = data[start : start + CHUNK]
            line.sendall(struct.pack(">I", len(chunk)) + chunk)
        line.sendall(struct.pack(">I", 0))
        reply = b""
        while not reply.endswith(b"\0") and (more := line.recv(4096)):
            reply += more
    return reply.rstrip(b"\0").decode("utf-8", "replace").strip()


def _connected(address: str) -> socket.socket:
    if address.startswith(("unix:", "/")):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        try:
            line.connect(address.removeprefix("unix:"))
        except OSError:
            line.close()
            raise
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), SECONDS)
