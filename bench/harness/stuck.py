"""One tunnel whose one end stops reading while the other goes on sending: how much does the proxy take in?

Both ends are plain sockets of this process. The handshake is RFC 6455, section 4; the data is binary messages of 64 KiB.
"""
import base64, hashlib, os, select, socket, time
import procfs

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
MESSAGE = 65_536
STALLED_AFTER = 2       # seconds without a byte accepted


def read_head(connection):
    head = b""
    while b"\r\n\r\n" not in head:
        data = connection.recv(4096)
        if not data:
            raise ConnectionError(f"the proxy closed during the handshake, after {head!r}")
        head += data
    return head


def header(head, name):
    for line in head.split(b"\r\n")[1:]:
        key, _, value = line.partition(b":")
        if key.strip().lower() == name:
            return value.strip()
    raise ConnectionError(f"no {name.decode()} in {head!r}")


def open_tunnel(port, listener):
    """(client's end, backend's end) of a tunnel through the proxy."""
    client = socket.create_connection(("127.0.0.1", port), timeout=10)
    client.sendall(
        f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
    backend, _ = listener.accept()
    backend.settimeout(10)
    accept = base64.b64encode(hashlib.sha1(header(read_head(backend), b"sec-websocket-key") + GUID).digest())
    backend.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + accept + b"\r\n\r\n")
    answer = read_head(client)
    if not answer.startswith(b"HTTP/1.1 101"):
        raise ConnectionError(f"the proxy refused the upgrade: {answer!r}")
    return client, backend


def message(masked):
    mask = os.urandom(4) if masked else b""     # the payload is arbitrary, hence so are its masked bytes
    return bytes([0x82, (0x80 if masked else 0) | 127]) + MESSAGE.to_bytes(8, "big") + mask + os.urandom(MESSAGE)


def stuck(port, listener, direction, offered, pids):
    """direction: to-backend (the backend does not read) or to-client. offered: bytes at most."""
    client, backend = open_tunnel(port, listener)
    with client, backend:
        before = peak = procfs.rss(pids)
        sender = client if direction == "to-backend" else backend
        sender.setblocking(False)
        data = memoryview(message(masked=sender is client))
        sent, moved = 0, time.monotonic()
        next_look = moved
        error = None
        while sent < offered and (now := time.monotonic()) - moved < STALLED_AFTER:
            if now >= next_look:
                peak, next_look = max(peak, procfs.rss(pids)), now + 0.2
            if not select.select([], [sender], [], 0.1)[1]:
                continue
            try:
                sent += sender.send(data[sent % len(data):])
                moved = time.monotonic()
            except BlockingIOError:
                continue
            except OSError as e:        # the proxy gave the tunnel up, which is an answer too
                error = str(e)
                break
        peak = max(peak, procfs.rss(pids))
    return {"direction": direction, "offered": offered, "accepted": sent, "closed_by_proxy": error, "rss_growth_kib": peak - before}


def listen(port):
    listener = socket.create_server(("127.0.0.1", port))
    listener.settimeout(10)
    return listener
