"""What /proc says about processes and the machine. CPU in seconds, memory in KiB."""
import os

HZ = os.sysconf("SC_CLK_TCK")


def read(path):
    """The file's text; empty when the process has gone meanwhile."""
    try:
        with open(path, "rb") as f:
            return f.read().decode("latin1")
    except OSError:
        return ""


def stat_fields(pid):
    """Fields of /proc/PID/stat from the third (state) on."""
    text = read(f"/proc/{pid}/stat")
    return text[text.rindex(")") + 2:].split() if text else []


def tree(root):
    """The process and its descendants."""
    parents = {}
    for name in os.listdir("/proc"):
        if name.isdigit() and (fields := stat_fields(name)):
            parents[int(name)] = int(fields[1])
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(found)


def cpu(pids):
    """(user, system) seconds, in steps of a clock tick (10 ms)."""
    user = system = 0
    for pid in pids:
        if fields := stat_fields(pid):
            user += int(fields[11])
            system += int(fields[12])
    return user / HZ, system / HZ


def thread_runtime(pids):
    """{(pid, thread): nanoseconds on a CPU}."""
    out = {}
    for pid in pids:
        for thread in threads(pid):
            if fields := read(f"/proc/{pid}/task/{thread}/schedstat").split():
                out[pid, thread] = int(fields[0])
    return out


def compiling(pids):
    """CPU seconds of .NET's compiler of hot code: its thread ends after a few seconds without work."""
    return sum(
        time for (pid, thread), time in thread_runtime(pids).items()
        if read(f"/proc/{pid}/task/{thread}/comm").startswith(".NET Tiered Com")) / 1e9


def threads(pid):
    try:
        return os.listdir(f"/proc/{pid}/task")
    except OSError:
        return []


def rss(pids):
    """Resident memory of all of them together."""
    return sum(
        int(line.split()[1])
        for pid in pids
        for line in read(f"/proc/{pid}/smaps_rollup").splitlines()
        if line.startswith("Rss:"))


def machine():
    """(idle, steal) seconds of all CPUs together."""
    fields = read("/proc/stat").split("\n", 1)[0].split()
    return (int(fields[4]) + int(fields[5])) / HZ, int(fields[8]) / HZ


def cpu_model():
    for line in read("/proc/cpuinfo").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return os.uname().machine
