#!/usr/bin/env python3
"""What a tap costs the neighbours of a tapped tunnel, and whether the tunnel itself notices.

One tunnel with 1,000 messages a second is tapped, with payloads, in every third round; 100 others carry 1,000 messages a second
together. The watcher runs where nothing else wants the CPU. In another third nothing is tapped, and a program that has nothing to
do with the proxy runs as long and as often as a tap does: it tells what is the tap's doing, and what is that of too few CPUs.
Printed: the neighbours' 99th percentile of each kind of rounds, errors of either load, and what the tap showed.
Needs the programs that bench/run.sh builds: bench/run.sh --quick --scenarios echo makes them.
"""
import json
import os
import pathlib
import statistics
import string
import subprocess
import sys
import tempfile
import time

BIN = pathlib.Path(__file__).resolve().parent / "bin"
PROXY = str(BIN / "actorproxy" / "actorproxy")
ADMIN = "http://127.0.0.1:19111"
DIGITS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
ROUNDS = 8
UNTAPPED, TAPPED, BESIDE = KINDS = ("untapped", "tapped", "beside another program")
SECONDS = 8

BURST = 0.00025  # seconds of CPU that 40 shown messages, those of a gathering of 20 ms, take
BURSTS = f"""
import time
end = time.monotonic() + {SECONDS + 5}
while time.monotonic() < end:
    burst = time.perf_counter() + {BURST}
    while time.perf_counter() < burst:
        pass
    time.sleep(0.02)
"""

CONFIGURATION = """
actorproxy {
  transport.loops = 1
  listeners { web { address = "127.0.0.1", port = 18080 } }
  routes { all { backends = ["ws://127.0.0.1:19000"] } }
  admin { port = 19111 }
  tap { payload = true }
  access-log { enabled = false }
}
"""


def load(connections, seconds, path):
    return subprocess.Popen(
        [BIN / "wsload", "-m", "rate", "-p", "18080", "-u", path, "-c", str(connections), "-r", "1000", "-t", str(seconds)],
        stdout=subprocess.PIPE, text=True)


def command(*words):
    return subprocess.run([PROXY, *words, "--admin", ADMIN], capture_output=True, text=True).stdout


def elsewhere():
    """A watcher has a machine of its own; here it may have no CPU that anything else wants, or its bursts would be measured."""
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def numbers(lines, direction):
    """The numbers that the messages carry which the tap showed: bytes 4 to 7, six bits each, the lowest first."""
    rows = [json.loads(line).get("row") for line in lines]
    payloads = [bytes.fromhex(row["text"][8:16]).decode() for row in rows if row and row["direction"] == direction and row["kind"] == "binary"]
    return [sum(DIGITS.index(digit) << 6 * place for place, digit in enumerate(payload)) for payload in payloads]


def one(kind):
    noisy = load(1, SECONDS + 6, "/tapped")
    time.sleep(1)
    tap = None
    shown = tempfile.TemporaryFile("w+")
    other = subprocess.Popen([sys.executable, "-c", BURSTS]) if kind == BESIDE else None
    if kind == TAPPED:
        row = next(json.loads(line)["row"] for line in command("connections", "list", "--json").splitlines()
                   if '"/tapped"' in line)
        tap = subprocess.Popen([PROXY, "connections", "tap", row["id"], "--payload", "--json", "--admin", ADMIN],
                               stdout=shown, stderr=subprocess.DEVNULL, preexec_fn=elsewhere)
    time.sleep(3)  # until the command has started, which takes CPU of its own
    neighbours = json.loads(load(100, SECONDS, "/").communicate()[0])
    noise = json.loads(noisy.communicate()[0])
    for process in filter(None, (tap, other)):
        process.wait(timeout=30)
    shown.seek(0)
    return neighbours, noise, shown.read().splitlines()


def main():
    missing = [name for name in ("wsload", "wsecho", "actorproxy/actorproxy") if not (BIN / name).exists()]
    if missing:
        sys.exit(f"bench/tap.py: {', '.join(missing)} missing in bench/bin: run bench/run.sh --quick --scenarios echo")
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as file:
        file.write(CONFIGURATION)
        file.flush()
        backend = subprocess.Popen([BIN / "wsecho", "19000", "-q"])
        proxy = subprocess.Popen([PROXY, "run", file.name], stdout=subprocess.DEVNULL)
        try:
            time.sleep(3)
            load(100, 20, "/").communicate()  # until the runtime has compiled what is hot
            p99, bad = {kind: [] for kind in KINDS}, 0
            one(TAPPED)
            for _ in range(ROUNDS):
                for kind in KINDS:
                    neighbours, noise, shown = one(kind)
                    p99[kind].append(neighbours["p99_us"])
                    bad += neighbours.get("errors", 0) + noise.get("errors", 0)
                    if kind == TAPPED:
                        up, down = numbers(shown, "from-client"), numbers(shown, "from-backend")
                        ordered = all(side == list(range(side[0], side[0] + len(side))) for side in (up, down) if side)
                        print(f"  tap: {len(up)} messages up, {len(down)} down, {'in order, none missing, none twice' if ordered else 'NOT IN ORDER'}")
                        bad += not ordered or not up
            print(f"neighbours' p99, microseconds, median of {ROUNDS}:")
            for kind, values in p99.items():
                print(f"  {kind}: {statistics.median(values):.0f} ({', '.join(f'{value:.0f}' for value in values)})")
            print(f"errors of both loads: {bad}")
            return 1 if bad else 0
        finally:
            proxy.terminate()
            backend.terminate()
            proxy.wait()


if __name__ == "__main__":
    sys.exit(main())
