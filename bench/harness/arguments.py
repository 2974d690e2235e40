"""The arguments of run.sh, each checked before anything is built."""
import argparse, os
from pathlib import Path
import previous
from measure import LOAD_CPU
from paths import RESULTS
from peers import IMAGE, OURS, PEERS, PROXY_CPU
from scenarios import PREVIOUS, SCENARIOS

OTHERS = [p for p in PEERS if p not in (OURS, *PREVIOUS, IMAGE)]


def arguments():
    parser = argparse.ArgumentParser(prog="run.sh", allow_abbrev=False, description="Compares CPU time and memory of actorproxy with other proxies on this machine.")
    parser.add_argument("--quick", action="store_true", help="short windows, 3 rounds, few idle tunnels: a check of the tools, not a result")
    parser.add_argument("--scenarios", default=",".join(SCENARIOS), metavar="A,B", help=f"of {', '.join(SCENARIOS)} (all)")
    parser.add_argument("--peers", metavar="A,B", help=f"of {', '.join(OTHERS)} (all; none beside an earlier build)")
    parser.add_argument(
        "--previous", metavar="BUILD[:A,B]", action="append", default=[],
        help=f"an earlier build to compare with, as peer {', '.join(PREVIOUS)} (up to {len(PREVIOUS)} times): a commit, which is built, or a "
             "published folder; behind a colon, the scenarios that it is measured in (all)")
    parser.add_argument(
        "--previous-conf", type=Path, metavar="FILE",
        help="its template, in place of conf/actorproxy.conf.in, for a build that does not know a key there")
    parser.add_argument(
        "--rounds", type=int, metavar="N",
        help="rounds of each scenario (8), for each start; idle and stuck have at most 3, or as many as starts")
    parser.add_argument("--starts", type=int, default=1, metavar="N", help="how often all proxies are started, with all rounds each time (1)")
    parser.add_argument("--out", type=Path, default=RESULTS, metavar="DIR", help="where the table and the raw figures go (bench/results)")
    parser.add_argument("--port", type=int, default=9200, metavar="P", help="first of the ports used, one each for the backend and the proxies (9200)")
    parser.add_argument("--check", action="store_true", help="check the arguments and the machine, and name the commits to build; measure nothing")
    options = parser.parse_args()
    options.scenarios = options.scenarios.split(",")
    if options.peers is None:
        peers = [] if options.previous else OTHERS
    else:
        peers = [p for p in options.peers.split(",") if p not in (OURS, *PREVIOUS)]
        if not set(PREVIOUS[len(options.previous):]).isdisjoint(options.peers.split(",")):
            parser.error("a peer previous needs its --previous, the build that it is")
    try:
        options.builds = [previous.find(number, given) for number, given in enumerate(options.previous)]
    except ValueError as e:
        parser.error(f"--previous: {e}")
    options.peers = [OURS, *(build.name for build in options.builds), *peers]
    for given, known, what in ((options.scenarios, SCENARIOS, "scenario"), (options.peers, PEERS, "peer")):
        for name in given:
            if name not in known:
                parser.error(f"unknown {what} {name!r}; known are {', '.join(known)}")
    if options.rounds is None:
        options.rounds = 3 if options.quick else 8
    if options.rounds < 1:
        parser.error(f"--rounds is {options.rounds}; at least one is needed")
    if options.starts < 1:
        parser.error(f"--starts is {options.starts}; at least one is needed")
    # Each sample of idle and stuck has processes of its own.
    options.fresh = options.starts if options.starts > 1 else min(3, options.rounds)
    if options.previous_conf and not options.previous:
        parser.error("--previous-conf needs --previous")
    if options.previous_conf and not options.previous_conf.is_file():
        parser.error(f"--previous-conf: there is no file {options.previous_conf}")
    if not 1024 <= options.port <= 32_000:
        parser.error(f"--port is {options.port}; it must be from 1024 to 32000, below the ports that connections get")
    if not {PROXY_CPU, LOAD_CPU} <= os.sched_getaffinity(0):
        parser.error(f"CPUs {PROXY_CPU} and {LOAD_CPU} are needed, one for the proxy and one for load and backend; this process may use {sorted(os.sched_getaffinity(0))}")
    return options
