"""The comparison: every round visits all proxies one after the other, so that drift of the machine hits all alike."""
import contextlib, datetime, json, os, platform, signal, sys, time
import certificate, h2load, loads, peers, procfs, report
from arguments import arguments
from costs import Costs
from measure import LOAD_CPU, wsload
from paths import BIN, RUN
from peers import CONFIGURATION, MEASURED, OURS, PEERS, PROXY_CPU, idle_tunnels, metrics_port
from scenarios import SCENARIOS
from scrape import Scraper
from server import Server, StartFailed, descriptor_limit, raise_descriptor_limit
from stuck import listen, stuck

WARM_UP = ("-c 100 -s 64", "-c 10 -s 65536", "-m churn -c 20")
WARM_UP_SECONDS, WARM_UP_RUNS = 3, 12       # each of them, at most
COMPILED = 0.01                             # of the time


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
        """The peers that are measured in the scenario of this name."""
        elsewhere = [build.name for build in self.options.builds if scenario not in build.scenarios]
        peers = [OURS, *SCENARIOS[scenario].peers]
        return [n for n in self.options.peers if (n, SCENARIOS[scenario].tls) not in self.failed and n in peers and n not in elsewhere]

    def rounds(self, scenario, count, start=0):
        """(round, name) in an order that moves on by one each round and start: nobody always runs first."""
        for number in range(count):
            names = self.names(scenario)
            turn = (start + number) % len(names)
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
                loads.run(load, server.port, 0, 1 if self.options.quick else WARM_UP_SECONDS)
                if procfs.compiling(server.pids()) - before < COMPILED * WARM_UP_SECONDS:
                    break

    def proxy(self, name, tls=False, warm_up=WARM_UP, **argv):
        """Started and warmed up: code compiled, pools filled. None when it cannot be started (ours: an error)."""
        try:
            server = Server(name, PEERS[name].argv(self.port(name), self.options.port, certificate.PEM if tls else None, **argv), self.port(name), PROXY_CPU)
        except StartFailed as e:
            if name == OURS:
                raise
            print(f"bench: {e}\nbench: {name} is left out{' of the TLS scenarios' if tls else ''}", file=sys.stderr, flush=True)
            self.failed.add((name, tls))
            return None
        try:
            for load in warm_up:
                self.warm_up(server, load)
        except BaseException:
            server.stop()
            raise
        return server

    def load(self, names, tls, start):
        warm_up = [load + " -S" if tls else load for load in WARM_UP]
        warm_up += [SCENARIOS[n].load for n in names if loads.is_http(SCENARIOS[n].load)]   # each of them is code of its own
        with contextlib.ExitStack() as servers:
            backend = self.backend()
            servers.callback(backend.stop)
            proxies = {}
            for peer in self.options.peers:
                if any(peer in self.names(n) for n in names) and (server := self.proxy(peer, tls, warm_up)):
                    servers.callback(server.stop)
                    proxies[peer] = server
            for name in names:
                for number, peer in self.rounds(name, self.options.rounds, start):
                    server = proxies[peer]
                    if not server.alive():
                        raise StartFailed(f"{peer} ended with status {server.process.returncode} during scenario {name}; see {server.log}")
                    run = self.scraped if peer == MEASURED else loads.run
                    result = run(
                        SCENARIOS[name].load, server.port, self.warm, self.seconds * SCENARIOS[name].windows, server.pids(), backend.pids())
                    self.emit(kind="load", scenario=name, peer=peer, start=start, round=number, **result)

    def scraped(self, *run):
        with Scraper(metrics_port(self.port(MEASURED))) as scraper:
            result = loads.run(*run)
        if scraper.error or not scraper.scrapes:
            return {"failed": f"the metrics could not be scraped: {scraper.error or 'the window was too short'}"}
        return result | {"scrapes": scraper.scrapes}

    def costs(self, names):
        """Of processes of their own that have metrics, which say what was allocated: the others are measured without them."""
        with contextlib.ExitStack() as servers:
            servers.callback(self.backend().stop)
            counted = {}
            for peer in (OURS, *(build.name for build in self.options.builds)):
                if any(peer in self.names(n) for n in names) and (server := self.proxy(peer, metrics=metrics_port(self.port(peer)))):
                    servers.callback(server.stop)
                    counted[peer] = Costs(server, metrics_port(server.port))
            for name in names:
                for number, peer in self.rounds(name, min(3, self.options.rounds)):
                    if peer in counted:
                        result = counted[peer].per_message(SCENARIOS[name].load, self.seconds)
                        self.emit(kind="costs", scenario=name, peer=peer, round=number, **result)

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
        for number, peer in self.rounds(name, self.options.fresh):
            with self.fresh(peer) as (server, backend):
                if not server:
                    continue
                # What opening the tunnels left to do, above all compiling hot code, is not a tunnel's idle cost.
                window = "-w 2 -t 2" if self.options.quick else "-w 10 -t 10"
                load = f"-p {server.port} -m idle -c {self.tunnels} -r 2000 {window}"
                result = wsload(load.split(), server.pids(), backend.pids())
            if "failed" not in result:
                result["kib_per_tunnel"] = round((result["rss_kib"] - result["rss_before_kib"]) / self.tunnels, 3)
            self.emit(kind="idle", scenario=name, peer=peer, start=number, round=number, **result)

    def stuck(self, name):
        for number, peer in self.rounds(name, 1 if self.options.quick else self.options.fresh):
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
                for start in range(self.options.starts):
                    self.load(names, tls, start)
        counted = [n for n in by_kind("load") if SCENARIOS[n].counted]
        if self.options.builds and counted:
            self.costs(counted)
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
    for needed, tool in ((lambda s: s.tls, certificate), (lambda s: loads.is_h2(s.load), h2load)):
        out = [n for n in names if needed(SCENARIOS[n])]
        if out and (what := tool.missing()):
            print(f"bench: {', '.join(out)} left out; to measure {'it' if len(out) == 1 else 'them'}, install: {what}", file=sys.stderr)
            names = [n for n in names if n not in out] or sys.exit(2)
    if any(SCENARIOS[n].tls for n in names):
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
        for build in options.builds:
            if build.commit:
                print(f"{build.name}={build.commit}")
        return 0
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    for build in options.builds:
        PEERS[build.name] = peers.previous(build, options.previous_conf.resolve() if options.previous_conf else CONFIGURATION)
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
            rounds=options.rounds, starts=options.starts, seconds=bench.seconds, versions={n: PEERS[n].version() for n in options.peers})
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
