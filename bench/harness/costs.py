"""What a message costs besides CPU: system calls and bytes allocated.

Both are of a whole run of the load, once a short one and once a long one: what connecting, the first messages and reading the figures
cost is in both, hence not in their difference, which is that of the messages that the long run has more.
"""
import loads, scrape, syscalls

SHORT, LONG = 1, 3      # windows


class Costs:
    def __init__(self, server, metrics):
        """metrics: the port that the server answers with its metrics."""
        self.server, self.metrics = server, metrics
        self.tool, self.counter = syscalls.tool(server.pids())

    def _run(self, load, seconds):
        """(messages, system calls or None, bytes allocated or None); or {"failed": why}."""
        allocated = scrape.allocated(self.metrics)
        counter = self.counter(self.server.pids()) if self.counter else None
        try:
            result = loads.run(load, self.server.port, 0, seconds, self.server.pids())
        finally:
            calls = counter.end() if counter else None
        after = scrape.allocated(self.metrics)
        if "failed" in result or result["errors"]:
            return {"failed": result.get("failed") or f"{result['errors']} errors"}
        return result.get("msgs", result.get("cycles", 0)), calls, None if None in (allocated, after) else after - allocated

    def per_message(self, load, seconds):
        """{"syscalls_per_msg": of the proxy, "allocated_per_msg": bytes, "by": perf or strace}; None what cannot be had."""
        short, long = (self._run(load, seconds * windows) for windows in (SHORT, LONG))
        for run in (short, long):
            if isinstance(run, dict):
                return run
        messages = long[0] - short[0]
        if messages <= 0:
            return {"failed": f"the run of {LONG} windows had no more messages than that of {SHORT}"}
        each = lambda place: None if None in (short[place], long[place]) else round((long[place] - short[place]) / messages, 2)
        return {"syscalls_per_msg": each(1), "allocated_per_msg": each(2), "by": self.tool}
