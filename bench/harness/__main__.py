"""The comparison: every round visits all proxies one after the other, so that drift of the machine hits all alike."""
import argparse, contextlib, datetime, json, os, platform, signal, sys, time
from pathlib import Path
import certificate, procfs, report
from measure import LOAD_CPU, wsload
from paths import BIN, RESULTS, RUN
from peers import MEASURED, OURS, PEERS, PROXY_CPU, idle_tunnels, metrics_port
from scenarios import SCENARIOS
from scrape import Scraper
from server import Server, StartFailed, descriptor_limit, raise_descriptor_limit
from stuck import listen, stuck

WARM_UP = ("-c 100 -s 64", "-c 10 -s 65536", "-m churn -c 20")
WARM_UP_HTTP = ("-m http -c 100 -s 1024",)
WARM_UP_SECONDS, WARM_UP_RUNS = 3, 12       # each of them, at most
COMPILED = 0.01                             # of the time


def arguments():
    parser = argparse.ArgumentParser(prog="run.sh", description="Compares CPU time and memory of actorproxy with other proxies on this machine.")
    parser.add_argument("--quick", action="store_true", help="short windows, 3 rounds, few idle tunnels: a check of the tools, not a result")
    parser.add_argument("--scenarios", default=",".join(SCENARIOS), metavar="A,B", help=f"of {', '.join(SCENARIOS)} (all)")
    parser.add_argument("--peers", default=",".join(p for p in PEERS if p != OURS), metavar="A,B", help=f"of {', '.join(p for p in PEERS if p != OURS)} (all)")
    parser.add_argument("--rounds", type=int, metavar="N", help="rounds of each scenario (8); idle and stuck have at most 3")
    parser.add_argument("--out", type=Path, default=RESULTS, metavar="DIR", help="where the table and the raw figures go (bench/results)")
    parser.add_argument("--port", type=int, default=9200, metavar="P", help="first of the ports used, one each for the backend and the proxies (9200)")
    parser.add_argument("--check", action="store_true", help="check the arguments and the machine, measure nothing")
    options = parser.parse_args()
    options.scenarios = options.scenarios.split(",")
    options.peers = [OURS, *(p for p in options.peers.split(",") if p != OURS)]
    for given, known, what in ((options.scenarios, SCENARIOS, "scenario"), (options.peers, PEERS, "peer")):
        for name in given:
            if name not in known:
                parser.error(f"unknown {what} {name!r}; known are {', '.join(known)}")
    if options.rounds is None:
        options.rounds = 3 if options.quick else 8
    if options.rounds < 1:
        parser.error(f"--rounds is {options.rounds}; at least one is needed")
    if not 1024 <= options.port <= 32_000:
        parser.error(f"--port is {options.port}; it must be from 1024 to 32000, below the ports that connections get")
    if not {PROXY_CPU, LOAD_CPU} <= os.sched_getaffinity(0):
        parser.error(f"CPUs {PROXY_CPU} and {LOAD_CPU} are needed, one for the proxy and one for load and backend; this process may use {sorted(os.sched_getaffinity(0))}")
    return options


class Bench:
    def __init__(self, options, out):
        self.options, self.out = options, out
        self.seconds, self.warm = (0.5, 0.2) if options.quick else (1, 0.3)
        self.tunnels = min(1000, idle_tunnels()) if options.quick else idle_tunnels()
        self.offered = (64 << 20) if options.quick else (1 << 30)
        self.failed = set()

    def emit(self, **record):
        self.out.write(json.dumps(record) + "\n")
        self.out.flush()
        if record["kind"] != "machine":
            print(report.progress(record), flush=True)

    def names(self, scenario):
        return [n for n in self.options.peers if (n, scenario.tls) not in self.failed and (n == OURS or n in scenario.peers)]

    def rounds(self, scenario, most=None):
        """(round, name) in an order that moves on by one each round: nobody always runs first."""
        for number in range(min(self.options.rounds, most or self.options.rounds)):
            names = self.names(scenario)
            turn = number % len(names)
            for name in names[turn:] + names[:turn]:
                yield number, name

    def port(self, name):
        return self.options.port + 1 + list(PEERS).index(name)

    def backend(self):
        return Server("wsecho", [BIN / "wsecho", self.options.port, "-q"], self.options.port, LOAD_CPU)

    def warm_up(self, server, load):
        """Until a .NET proxy has nothing hot left to compile, which others have not from the start; a quick run does not wait."""
        # Answering a scrape is hot code, too.
        with Scraper(metrics_port(server.port)) if server.name == MEASURED else contextlib.nullcontext():
            for _ in range(1 if self.options.quick else WARM_UP_RUNS):
                before = procfs.compiling(server.pids())
                wsload(f"-p {server.port} {load} -w 0 -t {1 if self.options.quick else WARM_UP_SECONDS}".split())
                if procfs.compiling(server.pids()) - before < COMPILED * WARM_UP_SECONDS:
                    break

    def proxy(self, name, tls=False, warm_up=WARM_UP):
        """Started and warmed up: code compiled, pools filled. None when it cannot be started (ours: an error)."""
        try:
            server = Server(name, PEERS[name].argv(self.port(name), self.options.port, certificate.PEM if tls else None), self.port(name), PROXY_CPU)
        except StartFailed as e:
            if name == OURS:
                raise
            print(f"bench: {e}\nbench: {name} is left out{' of the TLS scenarios' if tls else ''}", file=sys.stderr, flush=True)
            self.failed.add((name, tls))
            return None
        try:
            for load in warm_up:
                self.warm_up(server, load + (" -S" if tls else ""))
        except BaseException:
            server.stop()
            raise
        return server

    def load(self, names, tls):
        warm_up = WARM_UP + (WARM_UP_HTTP if "http" in names else ())
        with contextlib.ExitStack() as servers:
            backend = self.backend()
            servers.callback(backend.stop)
            proxies = {}
            for peer in self.options.peers:
                if any(peer in self.names(SCENARIOS[n]) for n in names) and (server := self.proxy(peer, tls, warm_up)):
                    servers.callback(server.stop)
                    proxies[peer] = server
            for name in names:
                for number, peer in self.rounds(SCENARIOS[name]):
                    server = proxies[peer]
                    if not server.alive():
                        raise StartFailed(f"{peer} ended with status {server.process.returncode} during scenario {name}; see {server.log}")
                    load = f"-p {server.port} {SCENARIOS[name].load} -t {self.seconds * SCENARIOS[name].windows} -w {self.warm}"
                    run = self.scraped if peer == MEASURED else wsload
                    self.emit(kind="load", scenario=name, peer=peer, round=number, **run(load.split(), server.pids(), backend.pids()))

    def scraped(self, *run):
        with Scraper(metrics_port(self.port(MEASURED))) as scraper:
            result = wsload(*run)
        if scraper.error or not scraper.scrapes:
            return {"failed": f"the metrics could not be scraped: {scraper.error or 'the window was too short'}"}
        return result | {"scrapes": scraper.scrapes}

    @contextlib.contextmanager
    def fresh(self, peer):
        """A proxy of its own, so that memory of earlier runs does not hide growth. None when it cannot be started."""
        backend = self.backend()
        try:
            server = self.proxy(peer)
            try:
                time.sleep(0.5)     # connections of the warm-up end
                yield server, backend
            finally:
                if server:
                    server.stop()
        finally:
            backend.stop()

    def idle(self, name):
        for number, peer in self.rounds(SCENARIOS[name], most=3):
            with self.fresh(peer) as (server, backend):
                if not server:
                    continue
                # What opening the tunnels left to do, above all compiling hot code, is not a tunnel's idle cost.
                window = "-w 2 -t 2" if self.options.quick else "-w 10 -t 10"
                load = f"-p {server.port} -m idle -c {self.tunnels} -r 2000 {window}"
                result = wsload(load.split(), server.pids(), backend.pids())
            if "failed" not in result:
                result["kib_per_tunnel"] = round((result["rss_kib"] - result["rss_before_kib"]) / self.tunnels, 3)
            self.emit(kind="idle", scenario=name, peer=peer, round=number, **result)

    def stuck(self, name):
        for number, peer in self.rounds(SCENARIOS[name], most=1 if self.options.quick else 3):
            for direction in ("to-backend", "to-client"):
                with self.fresh(peer) as (server, backend):
                    if not server:
                        break
                    backend.stop()      # the tunnel's other end takes its port
                    try:
                        with listen(self.options.port) as listener:
                            result = stuck(server.port, listener, direction, self.offered, server.pids())
                    except OSError as e:
                        result = {"direction": direction, "failed": str(e)}
                self.emit(kind="stuck", scenario=name, peer=peer, round=number, **result)

    def run(self):
        by_kind = lambda kind: [n for n in self.options.scenarios if SCENARIOS[n].kind == kind]
        for tls in (False, True):       # proxies with TLS listeners are started when those without have ended
            if names := [n for n in by_kind("load") if SCENARIOS[n].tls == tls]:
                self.load(names, tls)
        for name in by_kind("idle"):
            self.idle(name)
        for name in by_kind("stuck"):
            self.stuck(name)


def installed(names):
    present = []
    for name in names:
        if what := PEERS[name].missing():
            if name == OURS:
                sys.exit(f"bench: actorproxy is not there: {what}")
            print(f"bench: {name} is left out; to compare with it, install: {what}", file=sys.stderr)
        else:
            present.append(name)
    return present


def possible(names):
    """Without the scenarios for which something is missing."""
    over_tls = [n for n in names if SCENARIOS[n].tls]
    if not over_tls:
        return names
    if what := certificate.missing():
        print(f"bench: {', '.join(over_tls)} left out; to measure TLS, install: {what}", file=sys.stderr)
        return [n for n in names if n not in over_tls] or sys.exit(2)
    certificate.make()
    return names


def interrupt(*_):
    """Stops the servers on the way out; a second signal must not cut that short."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def main():
    options = arguments()
    if options.check:
        return 0
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    options.peers = installed(options.peers)
    raise_descriptor_limit()
    RUN.mkdir(exist_ok=True)
    options.scenarios = possible(options.scenarios)
    options.out.mkdir(parents=True, exist_ok=True)
    started = datetime.datetime.now()
    raw = options.out / f"{started:%Y-%m-%d-%H%M%S}.jsonl"
    status = 0
    with open(raw, "w") as out:
        bench = Bench(options, out)
        bench.emit(
            kind="machine", date=f"{started:%Y-%m-%d}", cpu=procfs.cpu_model(), cpus=os.cpu_count(), kernel=platform.release(),
            descriptor_limit=descriptor_limit(), idle_tunnels=bench.tunnels, offered=bench.offered, quick=options.quick,
            rounds=options.rounds, seconds=bench.seconds, versions={n: PEERS[n].version() for n in options.peers})
        try:
            bench.run()
        except KeyboardInterrupt:
            print("bench: interrupted; the servers are stopped", file=sys.stderr)
            status = 130
        except StartFailed as e:
            print(f"bench: {e}", file=sys.stderr)
            status = 1
    records = report.read(raw)
    if len(records) == 1:
        raw.unlink()
        return status or 1
    table = raw.with_suffix(".md")
    table.write_text(report.markdown(records))
    print("\n" + table.read_text() + f"\nTable: {table}\nRaw figures: {raw}")
    return status or (1 if any(report.faulty(r) and r["peer"] == OURS for r in records[1:]) else 0)


sys.exit(main())
