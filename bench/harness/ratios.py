"""Ratios of samples of the same round."""
STEAL, OTHERS = 5, 20       # percent of one CPU: above them a sample is disturbed
CPU = "proxy_cpu_us_per_msg"


def disturbed(record):
    return record.get("steal_pct", 0) > STEAL or record.get("other_cpu_pct", 0) > OTHERS


def _moment(record):
    return record.get("start", 0), record["round"]


def by_start(ours, theirs, value):
    """[[ratio, one a round], one list a start] of the rounds that both have; without the disturbed ones where at least 3 others remain."""
    there = {_moment(r): r for r in theirs}
    both = [(r, there[_moment(r)]) for r in ours if _moment(r) in there and value(there[_moment(r)]) > 0]
    calm = [pair for pair in both if not any(map(disturbed, pair))]
    starts = {}
    for a, b in calm if len(calm) >= 3 else both:
        starts.setdefault(_moment(a)[0], []).append(value(a) / value(b))
    return list(starts.values())


def ratios(ours, theirs, value):
    return [ratio for rounds in by_start(ours, theirs, value) for ratio in rounds]
