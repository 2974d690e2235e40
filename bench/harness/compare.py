"""Tables of the peers that are actorproxy itself: ratios with the interval in which they are to be believed, and what messages cost."""
import statistics
from intervals import interval
from peers import IMAGE, MEASURED, OURS
from ratios import CPU, by_start
from scenarios import PREVIOUS

ALIKE = (*PREVIOUS, MEASURED, IMAGE)
COSTS = (       # key, title, digits, and from which cost on a ratio says something: .NET's smallest object has 24 bytes
    ("syscalls_per_msg", "system calls", 2, 0.01), ("allocated_per_msg", "bytes allocated", 0, 24))


def _ratio_row(scenario, one, peer, ours, theirs, key, digits):
    starts = by_start(ours, theirs, lambda r: r[key])
    if not starts:
        return None
    pooled = [ratio for rounds in starts for ratio in rounds]
    low, high = interval(starts)
    middle = lambda records: f"{statistics.median(r[key] for r in records):.{digits}f}"
    return [
        f"`{scenario}`", one, peer, middle(ours), middle(theirs), f"{statistics.median(pooled):.3f}", f"{low:.3f} to {high:.3f}",
        " ".join(f"{statistics.median(rounds):.2f}" for rounds in starts), str(len(pooled))]


def interval_table(groups, table, scenarios):
    """scenarios: those of the kinds load and idle."""
    rows = []
    for scenario in scenarios:
        key, digits = ("kib_per_tunnel", 2) if scenario == "idle" else (CPU, 2)
        for one, peer in (*((OURS, peer) for peer in ALIKE), *((IMAGE, peer) for peer in PREVIOUS)):
            ours, theirs = groups.get((scenario, one), []), groups.get((scenario, peer), [])
            if row := _ratio_row(scenario, one, peer, ours, theirs, key, digits):
                rows.append(row)
    if not rows:
        return []
    return [
        "## Builds of actorproxy", "",
        "µs of CPU per message, in `idle` KiB per tunnel; the ratio is the median over all rounds of all starts, with its 95 % interval. "
        "Equal processes differ by a tenth from start to start: an interval of one start tells only what another round would.", "",
        *table(["scenario", "build", "peer", "the build's", "the peer's", "ratio", "95 %", "each start", "rounds"], rows),
    ]


def costs_table(samples, table):
    records = [r for r in samples if r["kind"] == "costs" and "failed" not in r]
    rows, absent = [], set()
    for scenario in dict.fromkeys(r["scenario"] for r in records):
        for peer in (p for p in PREVIOUS if any(r["peer"] == p and r["scenario"] == scenario for r in records)):
            for key, what, digits, least in COSTS:
                of = lambda one: [r[key] for r in records if r["scenario"] == scenario and r["peer"] == one and r[key] is not None]
                ours, theirs = of(OURS), of(peer)
                if not (ours and theirs):
                    absent.add(what)
                    continue
                number = lambda value: f"{round(value, digits) + 0.0:,.{digits}f}"      # without the sign of a zero
                cell = lambda values: f"{number(statistics.median(values))} ({number(min(values))} to {number(max(values))})"
                old = statistics.median(theirs)
                rows.append([
                    f"`{scenario}`: {what}", cell(ours), peer, cell(theirs), f"{statistics.median(ours) / old:.3f}" if old >= least else ""])
    if not records:
        return []
    lines = [
        "## System calls and allocations per message", "",
        "Of processes with metrics; in `churn` per cycle. Median, lowest and highest. "
        f"System calls are counted by {records[0]['by'] or 'nothing'}.", "",
        *table(["scenario", "actorproxy", "peer", "the peer's", "ratio"], rows)]
    return lines + ([f"Not to be had for both: {', '.join(sorted(absent))}.", ""] if absent else [])
