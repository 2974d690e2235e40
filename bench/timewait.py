#!/usr/bin/env python3
"""On whose ports TIME_WAIT is left between the proxy and its backend, when 60 connections between them have ended.

Whoever closes a TCP connection first keeps its ports for a minute. The backend answers a Close frame and closes TCP, as RFC 6455 section
7.1.1 says; each row has a backend's port of its own, by which /proc/net/tcp tells whose TIME_WAIT is whose.

    bench/timewait.py                  half a minute
    bench/timewait.py --fin 0s         with tunnel.fin-timeout = 0s
    bench/timewait.py --node PATH      another build of the executable

Needed: Linux, Python 3.11, and the .NET 10 SDK, with which it builds the node where bench/run.sh has not.
"""
import argparse
import asyncio
import pathlib
import signal
import subprocess
import tempfile

from descriptors import ACCEPT, NODE, REQUEST, build

WEB, COUNT = 18080, 60
CLOSE = bytes([0x88, 0x82, 0, 0, 0, 0, 3, 0xE8])  # of a client: 1000, masked with zeros

CONFIGURATION = """
actorproxy {{
  listeners {{ web {{ address = "127.0.0.1", port = {web} }} }}
  routes {{ all {{ backends = ["ws://127.0.0.1:{backend}"] }} }}
  tunnel {{ {fin} }}
  shutdown {{ drain-spread = 0s, drain-grace = 10s }}
  access-log {{ enabled = false }}
  log {{ level = error }}
}}
"""


class Backend:
    def __init__(self):
        self.tunnels = []

    async def serve(self, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        if b"Upgrade: websocket" not in head:
            writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")
        else:
            writer.write(f"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                         f"Sec-WebSocket-Accept: {ACCEPT}\r\n\r\n".encode())
            self.tunnels.append(writer)
            try:
                start = await reader.readexactly(2)
                await reader.readexactly(4 + (start[1] & 127))
                if writer in self.tunnels:
                    writer.write(b"\x88\x02\x03\xe8")
            except (OSError, asyncio.IncompleteReadError):
                pass  # the proxy was first
        writer.close()

    def close(self):
        for writer in self.tunnels:
            writer.write(b"\x88\x02\x03\xe8")
        self.tunnels = []


async def connect(request):
    reader, writer = await asyncio.open_connection("127.0.0.1", WEB)
    writer.write(request)
    await reader.readuntil(b"\r\n\r\n")
    return reader, writer


async def answer(reader, writer, waits):
    """The client answers a Close frame, and waits for the FIN or does not."""
    await reader.readexactly(2)
    writer.write(CLOSE)
    if waits:
        await reader.read()
    writer.close()


async def close(reader, writer, waits):
    writer.write(CLOSE)
    await reader.readexactly(4)
    if waits:
        await reader.read()
    writer.close()


async def clients_close(tunnels, _backend, _node):
    await asyncio.gather(*(close(*tunnel, waits=True) for tunnel in tunnels))


async def clients_close_and_leave(tunnels, _backend, _node):
    await asyncio.gather(*(close(*tunnel, waits=False) for tunnel in tunnels))


async def backend_closes(tunnels, backend, _node):
    backend.close()
    await asyncio.gather(*(answer(*tunnel, waits=False) for tunnel in tunnels))


async def node_stops(tunnels, _backend, node):
    node.send_signal(signal.SIGTERM)
    await asyncio.gather(*(answer(*tunnel, waits=True) for tunnel in tunnels))


ROWS = [
    ("clients close, and wait for the FIN", clients_close),
    ("clients close, and leave with the answer", clients_close_and_leave),
    ("the backend closes, clients answer and leave", backend_closes),
    ("the node stops (1001)", node_stops),
    ("plain answers with `Connection: close`", None),
]


def time_waits(port):
    """Those of the proxy, which has connected to the port, and those of the backend."""
    proxy = backend = 0
    for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, local, remote, state = line.split()[:4]
        if state == "06":
            proxy += int(remote.split(":")[1], 16) == port
            backend += int(local.split(":")[1], 16) == port
    return proxy, backend


async def run(node_path, fin, act):
    backend = Backend()
    server = await asyncio.start_server(backend.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as file:
        file.write(CONFIGURATION.format(web=WEB, backend=port, fin=f"fin-timeout = {fin}" if fin else ""))
        file.flush()
        node = subprocess.Popen([node_path, "run", file.name], stdout=subprocess.DEVNULL)
        try:
            while True:
                try:
                    (await asyncio.open_connection("127.0.0.1", WEB))[1].close()
                    break
                except OSError:
                    await asyncio.sleep(0.1)
            if act:
                await act([await connect(REQUEST) for _ in range(COUNT)], backend, node)
            else:
                for _ in range(COUNT):
                    reader, writer = await connect(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                    await reader.readexactly(2)
                    writer.close()
            await asyncio.sleep(2)  # what the backend is given, and more
            return time_waits(port)
        finally:
            node.terminate()
            await asyncio.to_thread(node.wait)
            server.close()


async def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fin", default="", help="tunnel.fin-timeout; by default the node's")
    parser.add_argument("--node", default=str(NODE), help="the executable")
    given = parser.parse_args()
    if given.node == str(NODE):
        build()
    print(f"| {COUNT} connections end | TIME_WAIT on the proxy's ports | on the backend's |\n| --- | --: | --: |")
    for name, act in ROWS:
        proxy, backend = await run(given.node, given.fin, act)
        print(f"| {name} | {proxy} | {backend} |", flush=True)


asyncio.run(main())
