from pathlib import Path

BENCH = Path(__file__).resolve().parent.parent
BIN = BENCH / "bin"
CONF = BENCH / "conf"
RUN = BENCH / "run"
RESULTS = BENCH / "results"
