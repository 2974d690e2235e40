#!/usr/bin/env python3
"""What it costs a node to ask 1,000 backends how they are, each at the default interval: CPU of its process, in percent of a core.

The backends are ports of this program, which accepts, answers a GET with 200, and opens WebSockets, answering Ping and Close. Each row is
a node of its own, measured for --seconds after a minute in which its hot code is compiled; the first one has no health check.

    bench/checks.py                            five to six minutes
    bench/checks.py --kinds websocket --backends 500
    bench/checks.py --node PATH                another build of the executable

Needed: Linux, Python 3.11, and the .NET 10 SDK, with which it builds the node where bench/run.sh has not.
"""
import argparse
import asyncio
import base64
import hashlib
import resource
import subprocess
import tempfile

from descriptors import NODE, build  # which finds the harness
from procfs import cpu

HEALTH, FIRST_PORT, WARM_UP = 18081, 20000, 60
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

CONFIGURATION = """
actorproxy {{
  listeners {{ web {{ address = "127.0.0.1", port = 18080 }} }}
  pools {{ all {{ backends = [{backends}]{check} }} }}
  routes {{ all {{ pool = all }} }}
  health {{ address = "127.0.0.1", port = {health} }}
  access-log {{ enabled = false }}
}}
"""


class Backends:
    def __init__(self):
        self.asked = 0
        self.wrong = 0

    async def serve(self, reader, writer):
        self.asked += 1
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            fields = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:-2])
            if b"Sec-WebSocket-Key" not in fields:  # as the node writes it
                writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")
            else:
                accept = base64.b64encode(hashlib.sha1(fields[b"Sec-WebSocket-Key"] + GUID).digest())
                writer.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n")
                await self.control_frames(reader, writer)
        except asyncio.IncompleteReadError as e:
            self.wrong += len(e.partial) > 0  # a check of kind tcp sends nothing
        except OSError:
            self.wrong += 1
        writer.close()

    @staticmethod
    async def control_frames(reader, writer):
        while True:
            start = await reader.readexactly(2)
            mask = await reader.readexactly(4)
            data = bytes(b ^ mask[i % 4] for i, b in enumerate(await reader.readexactly(start[1] & 127)))
            if start[0] == 0x88:
                writer.write(bytes([0x88, len(data)]) + data)
                return
            writer.write(bytes([0x8A, len(data)]) + data)


async def ready():
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", HEALTH)
            writer.write(b"GET /readyz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            if b" 200 " in await reader.readline():
                return
        except OSError:
            pass
        await asyncio.sleep(0.1)


async def run(node_path, backends, kind, ports, seconds):
    """(percent of a core, questions a second, those that went wrong)"""
    check = f", health-check {{ kind = {kind} }}" if kind else ""
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as file:
        urls = ", ".join(f'"ws://127.0.0.1:{port}"' for port in ports)
        file.write(CONFIGURATION.format(backends=urls, check=check, health=HEALTH))
        file.flush()
        node = subprocess.Popen([node_path, "run", file.name], stdout=subprocess.DEVNULL)
        try:
            await ready()
            await asyncio.sleep(WARM_UP)
            before, asked, wrong = sum(cpu([node.pid])), backends.asked, backends.wrong
            await asyncio.sleep(seconds)
            return (sum(cpu([node.pid])) - before) / seconds * 100, (backends.asked - asked) / seconds, backends.wrong - wrong
        finally:
            node.terminate()
            await asyncio.to_thread(node.wait)


async def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--backends", type=int, default=1000, help="how many (1,000)")
    parser.add_argument("--kinds", default="tcp,http,websocket", help="of health-check.kind (all)")
    parser.add_argument("--seconds", type=int, default=30, help="that each row is measured (30)")
    parser.add_argument("--node", default=str(NODE), help="the executable")
    given = parser.parse_args()
    if given.node == str(NODE):
        build()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    backends = Backends()
    ports = range(FIRST_PORT, FIRST_PORT + given.backends)
    servers = [await asyncio.start_server(backends.serve, "127.0.0.1", port) for port in ports]
    print(f"| health-check.kind of {given.backends} backends | CPU of the node, % of a core | questions a second | wrong |\n| --- | --: | --: | --: |")
    for kind in [None, *given.kinds.split(",")]:
        percent, asked, wrong = await run(given.node, backends, kind, ports, given.seconds)
        print(f"| {kind or 'without'} | {percent:.2f} | {asked:.0f} | {wrong} |", flush=True)
    for server in servers:
        server.close()


asyncio.run(main())
