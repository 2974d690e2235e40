"""One run of a load generator with the CPU time and memory of the proxy beside it.

wsload prints @start and @end around its measuring window and waits at the end until the figures of /proc are read, so
that both sides count the same messages.
"""
import json, os, subprocess, time
import procfs
from paths import BIN

LOAD_CPU = 1


class Snapshot:
    """What /proc says at one end of the measuring window."""

    def __init__(self, proxy, backend):
        self.time = time.monotonic()
        self.user, self.system = procfs.cpu(proxy)
        self.threads = procfs.thread_runtime(proxy)
        self.backend = sum(procfs.cpu(backend))
        self.idle, self.steal = procfs.machine()


def proxy_cpu(before, after):
    """Seconds. Per thread in nanoseconds; in clock ticks when a thread ended meanwhile, whose time would be missing."""
    if before.threads and before.threads.keys() <= after.threads.keys():
        return (sum(after.threads.values()) - sum(before.threads.values())) / 1e9
    return after.user + after.system - before.user - before.system


def generator(command):
    """Started on CPU 1, in a session of its own: Ctrl-C reaches the harness alone."""
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        preexec_fn=lambda: os.sched_setaffinity(0, {LOAD_CPU}))


def end(process):
    process.stdin.close()
    if process.poll() is None:
        process.terminate()
        process.wait()


def wsload(arguments, proxy=(), backend=()):
    """Runs it on CPU 1. Returns its figures with those of measured(), or {"failed": why}."""
    rss_before = procfs.rss(proxy)
    process = generator([BIN / "wsload", "-M", *arguments])
    first = last = None
    log = []
    try:
        for raw in process.stderr:
            line = raw.decode("latin1").strip()
            if line == "@start":
                first = Snapshot(proxy, backend)
            elif line == "@end":
                last = Snapshot(proxy, backend)
                rss = procfs.rss(proxy)
                process.stdin.write(b"\n")
                process.stdin.flush()
            else:
                log.append(line)
        output = process.stdout.read()
        process.wait()
    finally:
        end(process)
    if not output or not (first and last):
        detail = output.decode().strip() or " ".join(log[-3:])
        return {"failed": f"wsload ended without a measurement, status {process.returncode}: {detail}"}
    return measured(json.loads(output), first, last, rss_before, rss)


def measured(result, first, last, rss_before, rss):
    """The load generator's figures with ours added.

    proxy_cpu_us_per_msg: CPU microseconds of all proxy processes per message (churn: per cycle).
    proxy_cpu_pct, load_cpu_pct, backend_cpu_pct, other_cpu_pct (everything else), steal_pct (taken by the hypervisor):
    percent of one CPU. rss_before_kib, rss_kib: of the proxy, before the generator started and at the end of the window.
    """
    seconds = last.time - first.time
    percent = lambda cpu: round(cpu / seconds * 100, 2)
    total = proxy_cpu(first, last)
    backend_cpu = last.backend - first.backend
    steal = last.steal - first.steal
    busy = os.cpu_count() * seconds - (last.idle - first.idle) - steal
    messages = max(result.get("msgs", result.get("cycles", 0)), 1)
    return result | dict(
        proxy_cpu_us_per_msg=round(total * 1e6 / messages, 3),
        proxy_user_s=round(last.user - first.user, 2),
        proxy_system_s=round(last.system - first.system, 2),
        proxy_cpu_pct=percent(total),
        backend_cpu_pct=percent(backend_cpu),
        load_cpu_pct=percent(result["load_cpu_s"]),
        other_cpu_pct=percent(busy - total - backend_cpu - result["load_cpu_s"]),
        steal_pct=percent(steal),
        rss_before_kib=rss_before,
        rss_kib=rss)
