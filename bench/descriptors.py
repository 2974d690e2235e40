#!/usr/bin/env python3
"""Whether a node lives where more clients come than it may have descriptors for.

For each transport and each hard limit of open files: 100 healthy tunnels echo a message a second, and silent clients (as many as
the limit, less 124) connect and come back as soon as they are dropped, for --seconds. The node must live, every echo come within
5 s, every probe be answered within 2 s, and no EMFILE be met; when the silent clients go, ten new ones must get in and have an
echo within 1 s. Prints PASS or FAIL for each combination, and ends with status 0 if all passed.

    bench/descriptors.py                     everything, 13 minutes
    bench/descriptors.py --seconds 20 --transports epoll --limits 1024

Needed: Linux, Python 3.11, and the .NET 10 SDK, with which it builds the node where bench/run.sh has not.
"""
import argparse
import asyncio
import base64
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "harness"))
from ports import require_free

HERE = pathlib.Path(__file__).resolve().parent
NODE = HERE / "bin" / "actorproxy" / "actorproxy"
WEB, HEALTH, METRICS, BACKEND = 18080, 18081, 18082, 19000
TUNNELS = 100
OTHERS = 124  # of the limit: silent clients are so many fewer
ECHO, PROBE, BACK_IN = 5.0, 2.0, 1.0  # seconds

CONFIGURATION = """
actorproxy {{
  transport {{ kind = {transport}, loops = 2 }}
  listeners {{ web {{ address = "127.0.0.1", port = {web} }} }}
  routes {{ all {{ backends = ["ws://127.0.0.1:{backend}"] }} }}
  health {{ address = "127.0.0.1", port = {health} }}
  metrics {{ address = "127.0.0.1", port = {metrics} }}
  access-log {{ enabled = false }}
}}
"""

REQUEST = (f"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           f"Sec-WebSocket-Key: {base64.b64encode(bytes(16)).decode()}\r\nSec-WebSocket-Version: 13\r\n\r\n").encode()
# Of a key of 16 zero bytes (RFC 6455 section 4.2.2).
ACCEPT = "ICX+Yqv66kxgM0FcWaLWlFLwTAI="


def build():
    if NODE.exists():
        return
    print(f"bench: {NODE} is not there, and is built: this takes some minutes", file=sys.stderr, flush=True)
    subprocess.run(["dotnet", "publish", HERE.parent / "src" / "Node", "-c", "Release", "--self-contained", "false", "-o", NODE.parent,
                    "-nodeReuse:false", "-p:UseSharedCompilation=false", "-v", "quiet"], check=True,
                   env=os.environ | {"DOTNET_CLI_USE_MSBUILD_SERVER": "0", "DOTNET_CLI_TELEMETRY_OPTOUT": "1", "DOTNET_NOLOGO": "1"})


async def echo(reader, writer):
    """The backend: one frame of 16 bytes, masked with zeros, is one back."""
    try:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {ACCEPT}\r\n\r\n".encode())
        while True:
            frame = await reader.readexactly(22)
            if frame[0] & 15 == 8:
                break
            writer.write(frame[:1] + bytes([16]) + frame[6:])
            await writer.drain()
    except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
        pass  # the node has closed, or the run is over
    finally:
        writer.close()


async def silence(count):
    """The silent clients, until stdin ends; a process of their own, so that their number delays no echo and no probe."""
    drops = 0

    async def silent():
        nonlocal drops
        while True:
            writer = None
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", WEB)
                await reader.read()
            except OSError:
                await asyncio.sleep(0.1)
            finally:
                if writer:
                    writer.transport.abort()
            drops += 1

    clients = [asyncio.create_task(silent()) for _ in range(count)]
    await asyncio.to_thread(sys.stdin.read)
    print(drops, flush=True)
    os._exit(0)  # all at once, as when their network goes; tasks that are cancelled one by one would connect again meanwhile


class Run:
    def __init__(self, transport, limit, seconds):
        self.transport, self.limit, self.seconds = transport, limit, seconds
        self.faults = []
        self.slowest_echo = self.slowest_probe = 0.0
        self.probes = self.unready = self.drops = self.peak = 0
        self.stop = False

    def fault(self, text):
        if len(self.faults) < 5:
            self.faults.append(text)

    async def open(self):
        reader, writer = await asyncio.open_connection("127.0.0.1", WEB)
        writer.write(REQUEST)
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in head[:16]:
            raise ConnectionError(head.split(b"\r\n")[0].decode())
        return reader, writer

    async def message(self, reader, writer, number):
        payload = b"%016d" % number
        writer.write(b"\x82\x90" + bytes(4) + payload)
        if await reader.readexactly(18) != b"\x82\x10" + payload:
            raise ConnectionError("another echo came back")

    async def healthy(self, reader, writer):
        number = 0
        while not self.stop:
            begun = time.monotonic()
            try:
                await asyncio.wait_for(self.message(reader, writer, number), ECHO)
            except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError) as error:
                self.fault(f"a healthy tunnel: {error!r}")
                return
            self.slowest_echo = max(self.slowest_echo, time.monotonic() - begun)
            number += 1
            await asyncio.sleep(1)
        writer.close()

    async def probe(self, port, path):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
            return (await reader.read()).split(b"\r\n")[0].split(b" ")[1]
        finally:
            writer.close()

    async def probing(self):
        while not self.stop:
            for port, path, right in ((HEALTH, "/healthz", b"200"), (HEALTH, "/readyz", b"200 503"), (METRICS, "/metrics", b"200")):
                begun = time.monotonic()
                try:
                    status = await asyncio.wait_for(self.probe(port, path), PROBE)
                    if status not in right.split():
                        self.fault(f"{path} answered {status.decode()}")
                    self.unready += status == b"503"
                except (OSError, asyncio.TimeoutError, IndexError) as error:
                    self.fault(f"{path}: {error!r}")
                self.probes += 1
                self.slowest_probe = max(self.slowest_probe, time.monotonic() - begun)
            await asyncio.sleep(1)

    async def watching(self, process):
        while not self.stop:
            if process.poll() is not None:
                self.fault(f"the node ended with status {process.returncode}")
                return
            try:
                self.peak = max(self.peak, len(os.listdir(f"/proc/{process.pid}/fd")))
            except OSError:
                pass  # it has just ended
            await asyncio.sleep(0.25)

    async def back_in(self):
        tunnels = await asyncio.gather(*(self.open() for _ in range(10)))
        await asyncio.gather(*(self.message(reader, writer, 1) for reader, writer in tunnels))
        for _, writer in tunnels:
            writer.close()

    async def load(self, process):
        for _ in range(240):
            try:
                if await self.probe(HEALTH, "/readyz") == b"200":
                    break
            except OSError:
                pass  # it does not listen yet
            await asyncio.sleep(0.25)
        tunnels = [await self.open() for _ in range(TUNNELS)]
        tasks = [asyncio.create_task(work) for work in (*(self.healthy(*tunnel) for tunnel in tunnels), self.probing(), self.watching(process))]
        silent = await asyncio.create_subprocess_exec(sys.executable, __file__, "--silent", str(self.limit - OTHERS),
                                                      stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
        await asyncio.sleep(self.seconds)
        self.drops = int((await silent.communicate(b""))[0])
        begun = time.monotonic()
        try:
            await asyncio.wait_for(self.back_in(), 30)
        except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError) as error:
            self.fault(f"new clients: {error!r}")
        back_in = time.monotonic() - begun
        if back_in > BACK_IN:
            self.fault(f"new clients got in after {back_in:.2f} s only")
        await asyncio.sleep(1)
        self.stop = True
        await asyncio.gather(*tasks)
        return back_in

    async def run(self):
        require_free((WEB, HEALTH, METRICS, BACKEND))
        backend = await asyncio.start_server(echo, "127.0.0.1", BACKEND, backlog=1024)
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            (folder / "node.conf").write_text(CONFIGURATION.format(transport=self.transport, web=WEB, health=HEALTH, metrics=METRICS, backend=BACKEND))
            with open(folder / "log", "wb") as log:
                process = subprocess.Popen([NODE, "run", folder / "node.conf"], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                           preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (self.limit, self.limit)))
            back_in = float("nan")
            try:
                back_in = await self.load(process)
            except (OSError, asyncio.IncompleteReadError) as error:
                self.fault(f"the healthy tunnels could not be opened: {error!r}")
            finally:
                if process.poll() is None:
                    process.terminate()
                    try:
                        process.wait(30)
                    except subprocess.TimeoutExpired:
                        process.kill()
                        process.wait()
                if process.returncode != 0:
                    self.fault(f"exit status {process.returncode}")
                backend.close()
            lines = (folder / "log").read_text(errors="replace").splitlines()
        told = sum("No descriptor is left for another client" in line for line in lines)
        if any("Too many open files" in line for line in lines):
            self.fault("EMFILE was met")
        if not told and self.drops:
            self.fault("the log does not say that no descriptor is left")
        if self.faults:
            print("\n".join(["the end of the log:", *lines[-15:]]), file=sys.stderr)
        print(f"{'FAIL' if self.faults else 'PASS'}  {self.transport:9} {self.limit:5}  peak {self.peak} descriptors, slowest echo {self.slowest_echo:.2f} s, "
              f"slowest of {self.probes} probes {self.slowest_probe:.2f} s, not ready {self.unready} times, {self.drops} drops of silent clients, "
              f"told {told} times, new clients in after {back_in:.2f} s" + "".join(f"\n      {fault}" for fault in self.faults), flush=True)
        return not self.faults


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=int, default=120)
    options.add_argument("--transports", default="io-uring,epoll,sockets")
    options.add_argument("--limits", default="1024,4096")
    options.add_argument("--silent", type=int, help=argparse.SUPPRESS)
    given = options.parse_args()
    limits = [int(limit) for limit in given.limits.split(",")]
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    needed = 2 * TUNNELS + max(limits) + 200
    if hard < needed:
        sys.exit(f"bench: this program needs a limit of open files of {needed}, and has {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if given.silent:
        asyncio.run(silence(given.silent))
    require_free((WEB, HEALTH, METRICS, BACKEND))
    build()
    passed = [asyncio.run(Run(transport, limit, given.seconds).run()) for transport in given.transports.split(",") for limit in limits]
    sys.exit(0 if all(passed) else 1)


if __name__ == "__main__":
    main()
