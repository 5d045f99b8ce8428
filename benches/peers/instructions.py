"""`instructions.py PROGRAM SHORT LONG`: instructions an event between two callgrind runs, by where they were written.

SHORT and LONG stand for two pairs of files, `.callgrind` and `.events`. Nearly everything is inlined into one loop, so
that callgrind's own functions say little: each instruction goes to the innermost file of ours that its line stands in.
Exits 1 above the bar, or if a file of the table is not where it was.
"""

import collections
import os
import pathlib
import re
import subprocess
import sys

BAR = 380
PARTS = {
    "generator": ["src/kernel/draws.rs"],
    "ln and exp": ["src/model/maths.rs"],
    "laws otherwise": ["src/model/law.rs"],
    "calendar": ["src/kernel/calendar.rs"],
    "time": ["src/kernel/time.rs"],
    "the network": ["benches/workloads/w2/kernel.rs", "benches/workloads/w2/mod.rs"],
}
REST = "rest"
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def counts(run, program):
    """The events of a run, and the instructions carried out at each address of the program (None: in a library)."""
    events = int(pathlib.Path(run + ".events").read_text().split()[0])
    at = collections.Counter()
    inside = called = False
    with open(run + ".callgrind") as lines:
        for line in lines:
            if line.startswith("ob="):
                inside = os.path.realpath(line[3:].strip()) == os.path.realpath(program)
            elif line.startswith("calls="):
                called = True  # the next line is the cost of the callee, counted where it arises
            elif line.startswith("0x"):
                address, _, cost = line.split()
                if not called:
                    at[address if inside else None] += int(cost)
                called = False
            elif line.startswith("summary:") or line.startswith("totals:"):
                total = int(line.split()[1])
    if at.total() != total:
        sys.exit(f"error: {run}.callgrind counts {total} instructions, its lines {at.total()}")
    return events, at


def writers(program, addresses):
    """The part that wrote the instruction at each address."""
    of_file = {str(ROOT / file): part for part, files in PARTS.items() for file in files}
    command = ["addr2line", "--inlines", "--addresses", "--exe", program]
    answer = subprocess.run(command, check=True, input="\n".join(addresses), stdout=subprocess.PIPE, text=True).stdout
    parts, address = {}, None
    for line in answer.splitlines():
        if re.fullmatch("0x[0-9a-f]+", line):
            address = hex(int(line, 16))
        elif address not in parts:  # the innermost of the calls inlined into one another comes first
            # Workspace paths may be absolute or relative to the root.
            part = of_file.get(os.path.normpath(ROOT / line.rsplit(":", 1)[0]))
            if part:
                parts[address] = part
    return parts


def main():
    program, short, long = sys.argv[1:]
    for file in sum(PARTS.values(), []):
        if not (ROOT / file).is_file():
            sys.exit(f"error: {file} is not there any more; say in benches/peers/instructions.py where its code went")
    (few, before), (many, after) = counts(short, program), counts(long, program)
    after.subtract(before)
    written = writers(program, [address for address in after if address])
    sums = collections.Counter()
    for address, cost in after.items():
        sums[written.get(address and hex(int(address, 16)), REST)] += cost
    events, total = many - few, sum(sums.values())
    print(f"W2, instructions an event under callgrind, over {events:,} events, by the file they were written in")
    for part in [*PARTS, REST]:
        print(f"  {part:<16}{sums[part] / events:>8.1f}{sums[part] / total:>8.1%}")
    print(f"  {'all':<16}{total / events:>8.1f}")
    for part, files in PARTS.items():
        if not sums[part]:
            sys.exit(f"error: no instruction comes from {', '.join(files)}: its code went elsewhere, or the program was built from other sources")
    if total / events > BAR:
        sys.exit(f"error: {total / events:.0f} instructions an event; the bar is {BAR}")


main()
