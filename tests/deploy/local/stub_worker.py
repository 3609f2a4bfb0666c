"""A worker that does nothing but live: touches its ready file until it is told to stop."""

import argparse
import signal
import sys
import time
from pathlib import Path


def main() -> None:
    """Live."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--ready-file", type=Path, required=True)
    ready: Path = parser.parse_args().ready_file
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    while True:
        ready.touch()
        time.sleep(0.5)


if __name__ == "__main__":
    main()
