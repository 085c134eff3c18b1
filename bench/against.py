#!/usr/bin/env python3
"""Measures two builds in turn and compares their figures.

usage: against.py DIR SUITE [--rounds N] [--quick] [SCENARIO…]

DIR is another checkout of this repository. In each round, each scenario is measured here and there, one after the other, by
the bench/run of each checkout. The table has the median of each figure over the rounds. A figure is slower beyond noise if the
best value of this build is worse than the worst value of the other; then the exit code is 1.
"""
import os
import re
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# A latency is followed by its p99 in parentheses, which is not compared.
VALUE = re.compile(r"^\**([\d,]+(?:\.\d+)?) ?([^\s(]*)(?: \(p99 .*\))?\**$")
RATES = ("/s",)


def scenarios(suite):
    command = [os.path.join(HERE, "bench", "run"), suite, "--list"]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()


def measure(checkout, suite, quick, scenario):
    """Returns the figures of one scenario as (name, value, unit), in the order of its table.

    Returns nothing, and reports it, if the other build fails, for example because it does not have the scenario.
    """
    command = [os.path.join(checkout, "bench", "run"), suite] + quick + [scenario]
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if run.returncode > 1 and checkout == HERE:
        sys.exit(f"against: {' '.join(command)} failed with exit code {run.returncode}")
    if run.returncode > 1:
        print(f"against: {' '.join(command)} failed with exit code {run.returncode}", file=sys.stderr)
        return []
    figures = []
    for line in run.stdout.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        value = VALUE.match(cells[1]) if line.startswith("|") and len(cells) > 1 else None
        if value:
            figures.append((cells[0], float(value.group(1).replace(",", "")), value.group(2)))
    return figures


def is_slower(ours, theirs, unit):
    return max(ours) < min(theirs) if unit.endswith(RATES) else min(ours) > max(theirs)


def number(value, unit):
    return f"{value:,.4g} {unit}".strip()


def main(arguments):
    other, suite, rest = os.path.abspath(arguments[0]), arguments[1], arguments[2:]
    rounds = 3
    if "--rounds" in rest:
        at = rest.index("--rounds")
        rounds = int(rest[at + 1])
        del rest[at:at + 2]
    quick = [option for option in rest if option == "--quick"]
    chosen = [name for name in rest if not name.startswith("--")] or scenarios(suite)
    print("| figure | this build | other build | ratio | |")
    print("| --- | ---: | ---: | ---: | --- |")
    slower = False
    for scenario in chosen:
        ours, theirs = [], []
        for _ in range(rounds):
            ours.append(measure(HERE, suite, quick, scenario))
            theirs.append(measure(other, suite, quick, scenario))
        # Names of figures may have been reworded between the builds, so they are matched by position.
        for i, (name, _, unit) in enumerate(ours[0]):
            a = [figures[i][1] for figures in ours if i < len(figures)]
            b = [figures[i][1] for figures in theirs if i < len(figures)]
            if not b:
                print(f"| {name} | {number(statistics.median(a), unit)} | | | new |")
                continue
            worse = is_slower(a, b, unit)
            slower = slower or worse
            x, y = statistics.median(a), statistics.median(b)
            ratio = f"{x / y:.2f}" if y else ""
            print(f"| {name} | {number(x, unit)} | {number(y, unit)} | {ratio} | {'**slower**' if worse else ''} |")
        sys.stdout.flush()
    return slower


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
