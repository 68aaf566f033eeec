#!/usr/bin/env python3
"""Runs one command and appends a JSON line: wall time, CPU time and peak memory of its whole process tree.

  measure.py --label NAME [--out FILE.jsonl] [--file OUTPUT] -- COMMAND ARGUMENT...

wall          seconds from start to exit
cpu           user and system seconds of the tree; this process is the reaper of orphans, so that none is missed (Linux)
rss_mb        peak over time of the sum of resident memory over the tree, in MiB, sampled every 20 ms
other_cores   how many cores other work kept busy meanwhile; compare wall times only between runs where it is small
"""
import argparse
import ctypes
import json
import os
import resource
import subprocess
import sys
import threading
import time

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
PR_SET_CHILD_SUBREAPER = 36
INTERVAL = 0.02


def processes():
    """Parent and resident bytes of every process."""
    found = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat") as f:
                text = f.read()
        except OSError:
            continue  # it ended meanwhile
        fields = text[text.rindex(")") + 2 :].split()
        found[int(name)] = (int(fields[1]), int(fields[21]) * PAGE)
    return found


def tree():
    """Resident bytes of every descendant of this process."""
    found = processes()
    children = {}
    for pid, (parent, _) in found.items():
        children.setdefault(parent, []).append(pid)
    out, todo = {}, list(children.get(os.getpid(), []))
    while todo:
        pid = todo.pop()
        out[pid] = found[pid][1]
        todo += children.get(pid, [])
    return out


class Sampler(threading.Thread):
    def __init__(self):
        super().__init__(daemon=True)
        self.peak = 0
        self.done = threading.Event()

    def run(self):
        while not self.done.is_set():
            self.peak = max(self.peak, sum(tree().values()))
            self.done.wait(INTERVAL)


def busy_and_total():
    with open("/proc/stat") as f:
        values = [int(v) for v in f.readline().split()[1:9]]
    return sum(values) - values[3] - values[4], sum(values)


def reap():
    """Waits for orphans, for 3 seconds, so that their CPU time counts."""
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.02)
        except ChildProcessError:
            return


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--label", required=True)
    parser.add_argument("--out", help="file to append to")
    parser.add_argument("--file", help="output whose size is noted")
    parser.add_argument("--log", help="where the command's own output goes")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    args = parser.parse_args()
    command = args.command[1:] if args.command[:1] == ["--"] else args.command
    if not command:
        parser.error("no command")
    if not sys.platform.startswith("linux"):
        sys.exit("measure.py reads /proc: Linux only")
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

    log = open(args.log, "ab") if args.log else subprocess.DEVNULL
    sampler, before = Sampler(), busy_and_total()
    begun = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    sampler.start()
    code = process.wait()
    wall = time.monotonic() - begun
    after = busy_and_total()
    sampler.done.set()
    sampler.join()
    reap()
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = usage.ru_utime + usage.ru_stime
    others = max(0.0, (after[0] - before[0]) / TICKS - cpu)
    record = {
        "label": args.label,
        "code": code,
        "wall": round(wall, 3),
        "cpu": round(cpu, 3),
        "rss_mb": round(sampler.peak / 2**20, 1),
        "other_cores": round(others / max(wall, 1e-9), 2),
    }
    if args.file and os.path.exists(args.file):
        record["bytes"] = os.path.getsize(args.file)
    line = json.dumps(record)
    if args.out:
        with open(args.out, "a") as f:
            f.write(line + "\n")
    print(line)
    sys.exit(0 if code == 0 else 1)


main()
