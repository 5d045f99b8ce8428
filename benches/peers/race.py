"""`race.py PROGRAM PAIRS`: SimPy's W2 and ours in turn; do they agree in law, and what does an event cost each?

The Python that runs this runs SimPy; PROGRAM is the bench program `workloads`. Exits 1 if the two disagree or if the
median of the ratios is below the bar.
"""

import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys

import simpy

BAR = 55
# About a second of each.
THEIR_REPLICATIONS, OUR_REPLICATIONS = 100, 6000
OUR_MOMENTS = 20000
STANDARD_ERRORS = 4
HERE = pathlib.Path(__file__).parent


def ours(program):
    """Nanoseconds of user time an event, its start included, which is nothing beside 18 million events."""
    command = [program, "w2", "kernel", str(OUR_REPLICATIONS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        words = child.stdout.read().split()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"error: the bench program failed: exit {child.returncode}")
    return usage.ru_utime * 1e9 / int(words[0])


def theirs(seed):
    """The same of SimPy, without the start of the interpreter; and the outcomes."""
    command = [sys.executable, "-B", HERE / "simpy_w2.py", str(seed), str(THEIR_REPLICATIONS)]
    answer = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    outcomes = answer["outcomes"]
    return answer["seconds"] * 1e9 / sum(outcome[0] for outcome in outcomes), outcomes


def agree(program, outcomes):
    """Prints the measures side by side; whether each is within 4 standard errors of the other."""
    command = [program, "w2", "moments", str(OUR_MOMENTS)]
    lines = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    print(f"\n{'measure':<18}{'ours':>12}{'SimPy':>12}{'standard errors':>18}")
    worst = 0
    for line, values in zip(lines, zip(*outcomes), strict=True):
        name, mean, variance = line.split("\t")
        mean, other = float(mean), statistics.fmean(values)
        z = (mean - other) / (float(variance) / OUR_MOMENTS + statistics.variance(values) / len(values)) ** 0.5
        worst = max(worst, abs(z))
        print(f"{name:<18}{mean:>12.4f}{other:>12.4f}{z:>+18.2f}")
    return worst < STANDARD_ERRORS


def spread(name, values):
    """Prints a row of the table; the median."""
    values = sorted(values)
    low, median, high = statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else values * 3
    half, all_of_them = f"{low:,.1f} to {high:,.1f}", f"{values[0]:,.1f} to {values[-1]:,.1f}"
    print(f"{name:<18}{median:>12,.1f}{half:>22}{all_of_them:>22}")
    return median


def main():
    program, pairs = sys.argv[1], int(sys.argv[2])
    python = f"{platform.python_implementation()} {platform.python_version()}"
    print(f"W2 on SimPy {simpy.__version__} ({python}) and on our kernel, in turn, {pairs} pairs: user time an event")
    costs, outcomes = [], []
    for pair in range(pairs):
        if pair % 2 == 0:
            our, (their, more) = ours(program), theirs(pair)
        else:
            (their, more), our = theirs(pair), ours(program)
        costs.append((our, their))
        outcomes += more
    lawful = agree(program, outcomes)
    print(f"\n{'':<18}{'median':>12}{'middle half':>22}{'all':>22}")
    spread("ours, ns", [our for our, _ in costs])
    spread("SimPy, ns", [their for _, their in costs])
    ratio = spread("SimPy / ours", [their / our for our, their in costs])
    if not lawful:
        sys.exit(f"error: the two programs do not simulate the same thing: a measure is {STANDARD_ERRORS} standard errors off")
    if ratio < BAR:
        sys.exit(f"error: an event on SimPy costs {ratio:.1f} times one of ours; the bar is {BAR}")


main()
