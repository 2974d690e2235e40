"""report.py FILE.jsonl - the Markdown table of a run's raw figures."""
import json, statistics, sys
from compare import costs_table, interval_table
from peers import OURS, PEERS
from ratios import CPU, OTHERS, STEAL, disturbed, ratios
from scenarios import SCENARIOS


def read(path):
    with open(path) as f:
        return [json.loads(line) for line in f]


def faulty(record):
    return "failed" in record or record.get("errors", 0) > 0


def progress(record):
    start = f"start {record['start'] + 1}, " if record.get("start") and record["kind"] == "load" else ""
    head = f"{record['scenario']:10} {record['peer']:10} {start}round {record['round'] + 1}: "
    if "failed" in record:
        return head + record["failed"]
    if record["kind"] == "stuck":
        return head + f"{record['direction']}: accepted {record['accepted'] / 2**20:.1f} MiB, RSS +{record['rss_growth_kib']} KiB"
    if record["kind"] == "costs":
        calls, allocated = record["syscalls_per_msg"], record["allocated_per_msg"]
        return head + f"{calls} system calls per message by {record['by']}, {allocated} bytes allocated"
    if record["kind"] == "idle":
        text = f"{record['kib_per_tunnel']:.2f} KiB/tunnel, CPU {record['proxy_cpu_pct']} %"
    else:
        text = f"{record[CPU]:.2f} us, {record.get('msgs_s', record.get('handshakes_s')):.0f}/s"
    return head + text + f", others {record['other_cpu_pct']} %, steal {record['steal_pct']} %" + (f", {record['errors']} ERRORS" if record["errors"] else "")


def spread(values, digits=2):
    if not values:
        return ""
    middle = f"{statistics.median(values):.{digits}f}"
    return middle if len(values) < 3 else f"{middle} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def table(head, rows):
    line = lambda cells: "| " + " | ".join(cells) + " |"
    return [line(head), line(["---"] + ["--:"] * (len(head) - 1)), *(line(r) for r in rows), ""]


def median(records, *keys):
    return statistics.median(next(r[k] for k in keys if k in r) for r in records)


def load_tables(groups, names, scenarios):
    peers = [n for n in names if n != OURS]
    compared, figures = [], []
    for scenario in scenarios:
        ours = groups.get((scenario, OURS), [])
        cells = [spread(ratios(ours, groups.get((scenario, p), []), lambda r: r[CPU])) for p in peers]
        compared.append([SCENARIOS[scenario].title, f"{median(ours, CPU):.2f}" if ours else "failed", *cells])
        for name in names:
            if records := groups.get((scenario, name)):
                figures.append([
                    f"`{scenario}`", name, spread([r[CPU] for r in records]), f"{median(records, 'msgs_s', 'handshakes_s'):,.0f}",
                    f"{median(records, 'p50_us', 'cycle_p50_us'):,.0f}", f"{median(records, 'p99_us', 'cycle_p99_us'):,.0f}",
                    f"{median(records, 'proxy_cpu_pct'):.0f}", f"{max(r['other_cpu_pct'] for r in records):.0f}", f"{max(r['steal_pct'] for r in records):.0f}"])
    return [
        "## CPU per message: actorproxy / peer", "",
        "Median over the rounds of our CPU time per message divided by the peer's in the same round, lowest and highest in brackets. "
        "A message is an echo, in `http`, `http-64k`, `http-tls` and `h2` a request, in `http-sse` an event, in `churn`, `tls-churn` and "
        "`http-churn` a cycle. "
        "Less than 1: we use less.", "",
        *table(["scenario", "actorproxy, µs", *(f"/ {p}" for p in peers)], compared),
        "## Figures", "",
        "µs: CPU microseconds per message. Messages a second and latency depend on the whole machine, where load and backend share a CPU; "
        "CPU, others and steal in percent of one CPU, the latter two as the highest of the rounds.", "",
        *table(["scenario", "proxy", "µs", "per second", "p50, µs", "p99, µs", "CPU", "others", "steal"], figures),
    ]


def idle_table(groups, names, machine):
    ours, rows = groups.get(("idle", OURS), []), []
    for name in names:
        if records := groups.get(("idle", name)):
            ratio = "" if name == OURS else spread(ratios(ours, records, lambda r: r["kib_per_tunnel"]))
            rows.append([name, spread([r["kib_per_tunnel"] for r in records]), ratio, spread([r["proxy_cpu_pct"] for r in records])])
    return [
        "## Idle tunnels", "",
        f"{machine['idle_tunnels']:,} tunnels (descriptor limit {machine['descriptor_limit']:,}). Growth of resident memory per tunnel; "
        "CPU of all of them together in percent of one CPU.", "",
        *table(["proxy", "KiB per tunnel", "actorproxy / peer", "CPU, %"], rows),
    ]


def stuck_table(groups, names, machine):
    rows = []
    for name in names:
        cells = [name]
        for direction in ("to-backend", "to-client"):
            records = [r for r in groups.get(("stuck", name), []) if r["direction"] == direction]
            cells += [spread([r["rss_growth_kib"] for r in records], 0), spread([r["accepted"] / 2**20 for r in records], 1)]
        if any(cells[1:]):
            rows.append(cells)
    return [
        "## Stuck reader", "",
        f"One end of one tunnel stops reading, the other offers {machine['offered'] / 2**20:,.0f} MiB. Growth of the proxy's resident memory in KiB, "
        "and what was taken before the sender stalled in MiB (most of it lies in the kernel's socket buffers).", "",
        *table(["proxy", "backend stuck: KiB", "MiB taken", "client stuck: KiB", "MiB taken"], rows),
    ]


def markdown(records):
    machine, samples = records[0], records[1:]
    groups = {}
    for record in samples:
        if not faulty(record) and record["kind"] != "costs":
            groups.setdefault((record["scenario"], record["peer"]), []).append(record)
    present = {r["peer"] for r in samples}
    names = [n for n in PEERS if n in present]
    of_starts = f" of each of {machine['starts']} starts" if machine.get("starts", 1) > 1 else ""
    kinds = lambda kind: [s for s in SCENARIOS if SCENARIOS[s].kind == kind and any(r["scenario"] == s for r in samples)]
    lines = [
        f"# Comparison of {machine['date']}", "",
        f"{machine['cpu']}, {machine['cpus']} CPUs, Linux {machine['kernel']}. {machine['rounds']} rounds{of_starts} with windows of {machine['seconds']} s.", "",
        *(f"- {name}: {version}" for name, version in machine["versions"].items()), ""]
    if noisy := sum(map(disturbed, samples)):
        lines += [f"{noisy} of {len(samples)} samples were disturbed: the hypervisor took more than {STEAL} % of a CPU or other programs more than "
                  f"{OTHERS} %. A ratio leaves their rounds out where at least 3 others remain.", ""]
    if machine["quick"]:
        lines += ["A quick run checks the tools. Its figures are no result.", ""]
    if kinds("load"):
        lines += load_tables(groups, names, kinds("load"))
    if kinds("idle"):
        lines += idle_table(groups, names, machine)
    lines += interval_table(groups, table, kinds("load") + kinds("idle"))
    lines += costs_table(samples, table)
    if kinds("stuck"):
        lines += stuck_table(groups, names, machine)
    if bad := [r for r in samples if faulty(r)]:
        lines += ["## Left out because of errors", ""]
        lines += [f"- {r['scenario']}, {r['peer']}, round {r['round'] + 1}: {r.get('failed') or str(r['errors']) + ' errors'}" for r in bad] + [""]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    print(markdown(read(sys.argv[1])), end="")
