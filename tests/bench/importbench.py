#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Casement authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports the same mails with Casement and with `notmuch new`, in turns, and compares.

Both start from nothing in every round, the files are read once before the first (so that both read from the page cache),
and the order within a round changes, so that neither always has the quieter half of a shared machine. What is compared is
the ratio within a round: it holds on a loaded machine too.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

GOAL_RATIO = 8.0
GOAL_MEMORY_MIB = 300


@dataclass
class Measured:
    seconds: float
    peak_mib: float
    disk_mib: float
    mails: int

    @property
    def rate(self) -> float:
        return self.mails / self.seconds


def fail(sentence: str) -> None:
    print(f"bench: {sentence}", file=sys.stderr)
    sys.exit(1)


def run(command: list[str], environment: dict[str, str]) -> tuple[float, float, str]:
    """Seconds, peak resident MiB and standard output of one command."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        started = time.monotonic()
        process = subprocess.Popen(command, stdout=output, stderr=errors, stdin=subprocess.DEVNULL, env=environment)
        # wait4 gives the peak of this child alone; RUSAGE_CHILDREN would give the largest of all rounds.
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
        if process.returncode != 0:
            errors.seek(0)
            tail = errors.read().decode("utf-8", "replace").strip().splitlines()[-5:]
            fail(f"{command[0]} ended with {process.returncode}: {' / '.join(tail)}")
    return seconds, usage.ru_maxrss / 1024, text


def disk_mib(folder: Path, without: Path | None = None) -> float:
    total = 0
    for path, folders, files in os.walk(folder):
        if without and Path(path) == without:
            folders.clear()
            continue
        total += sum(os.lstat(os.path.join(path, name)).st_blocks * 512 for name in files)
    return total / (1 << 20)


def run_notmuch(corpus: Path, work: Path, mails: int) -> Measured:
    maildir = corpus / "maildir"
    database = work / "notmuch"
    shutil.rmtree(database, ignore_errors=True)
    database.mkdir()
    config = work / "notmuch-config"
    # What `notmuch setup` writes, with the database beside the mails instead of in them.
    config.write_text(
        f"[database]\npath={database}\nmail_root={maildir}\n"
        "[user]\nname=Bench\nprimary_email=team@casement.example\n"
        "[new]\ntags=unread;inbox;\nignore=\n[search]\nexclude_tags=deleted;spam;\n"
        "[maildir]\nsynchronize_flags=true\n",
        encoding="utf-8",
    )
    environment = dict(os.environ, NOTMUCH_CONFIG=str(config), HOME=str(work))
    seconds, peak, _ = run(["notmuch", "new", "--quiet", "--no-hooks"], environment)
    _, _, count = run(["notmuch", "count", "--exclude=false", "*"], environment)
    if int(count) != mails:
        fail(f"notmuch has {count.strip()} mails of {mails}: the comparison would not be fair")
    measured = Measured(seconds, peak, disk_mib(database), mails)
    shutil.rmtree(database)
    return measured


def messages_in(casement: str, workspace: Path, environment: dict[str, str]) -> int | None:
    """What the workspace itself says that it holds, or None where `stats` gives no such number."""
    _, _, text = run([casement, "--workspace", str(workspace), "stats", "--json"], environment)
    for line in text.splitlines():
        try:
            entry = json.loads(line)
        except json.JSONDecodeError:
            continue
        if isinstance(entry, dict) and isinstance(entry.get("messages"), int):
            return entry["messages"]
    return None


def run_casement(casement: str, corpus: Path, work: Path, mails: int) -> Measured:
    workspace = work / "workspace"
    shutil.rmtree(workspace, ignore_errors=True)
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    seconds, peak, _ = run(
        [casement, "--workspace", str(workspace), "import", str(corpus / "corpus.mbox"), "--json"], environment
    )
    count = messages_in(casement, workspace, environment)
    if count is None:
        fail("`casement stats --json` gives no number of \"messages\": whether all came in is unknown")
    if count != mails:
        fail(f"casement has {count} messages of {mails}: the comparison would not be fair")
    measured = Measured(seconds, peak, disk_mib(workspace), mails)
    shutil.rmtree(workspace)
    return measured


def warm(corpus: Path) -> None:
    for path in [corpus / "corpus.mbox", *sorted((corpus / "maildir" / "cur").iterdir())]:
        with open(path, "rb", buffering=0) as file:
            while file.read(1 << 20):
                pass


def row(name: str, results: list[Measured]) -> str:
    def middle(values):
        return statistics.median(values)

    return (
        f"{name:<14}{middle([r.rate for r in results]):>10,.0f}{middle([r.seconds for r in results]):>11.1f}"
        f"{max(r.peak_mib for r in results):>15.0f}{middle([r.disk_mib for r in results]):>14.0f}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--messages", type=int, required=True)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--casement", required=True)
    parser.add_argument("--work", type=Path, required=True)
    arguments = parser.parse_args()
    if shutil.which("notmuch") is None:
        fail("notmuch is not installed, so there is nothing to compare with")

    ours: list[Measured] = []
    theirs: list[Measured] = []
    with tempfile.TemporaryDirectory(prefix="import-", dir=arguments.work) as folder:
        work = Path(folder)
        warm(arguments.corpus)
        for number in range(arguments.rounds):
            for is_ours in (number % 2 == 0, number % 2 == 1):
                os.sync()  # one's unwritten pages are not the other's wait
                if is_ours:
                    ours.append(run_casement(arguments.casement, arguments.corpus, work, arguments.messages))
                else:
                    theirs.append(run_notmuch(arguments.corpus, work, arguments.messages))
            print(
                f"round {number + 1}: casement {ours[-1].rate:,.0f} mails/s, notmuch {theirs[-1].rate:,.0f} mails/s, "
                f"ratio {ours[-1].rate / theirs[-1].rate:.1f}",
                flush=True,
            )

    ratios = [a.rate / b.rate for a, b in zip(ours, theirs)]
    ratio = statistics.median(ratios)
    size = os.path.getsize(arguments.corpus / "corpus.mbox") / (1 << 20)
    peak = max(r.peak_mib for r in ours)
    print(f"\n{arguments.messages:,} mails, {size:,.0f} MiB as mbox, {arguments.rounds} rounds")
    print(f"{'':<14}{'mails/s':>10}{'seconds':>11}{'peak RSS MiB':>15}{'on disk MiB':>14}")
    print(row("casement", ours))
    print(row("notmuch new", theirs))
    rate_met = ratio >= GOAL_RATIO
    memory_met = peak <= GOAL_MEMORY_MIB
    print(f"ratio {ratio:.1f} (goal: at least {GOAL_RATIO:g}): {'met' if rate_met else 'MISSED'}")
    print(f"memory {peak:.0f} MiB (goal: at most {GOAL_MEMORY_MIB}): {'met' if memory_met else 'MISSED'}")
    return 0 if rate_met and memory_met else 1


if __name__ == "__main__":
    sys.exit(main())
