#!/usr/bin/env python3
"""Generates the data that `gypsum quickstart` uploads: a small simulated RNA-seq experiment.

    python3 cli/src/sample/make.py

Writes cli/src/main/resources/io/gypsum/cli/quickstart/sample, and the list of its files next to it.
Every run generates the same bytes, independently of time, platform and hash order.
"""

import json
import math
import random
import shutil
import struct
import zlib
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "main/resources/io/gypsum/cli/quickstart/sample"
GENES, SAMPLES, CHANGED = 200, 24, 40

dice = random.Random(20260101)


def normal():
    """Box and Muller; Python's own normal() may change between versions, random() does not."""
    return math.sqrt(-2 * math.log(1 - dice.random())) * math.cos(2 * math.pi * dice.random())


def simulate():
    """Counts by gene and sample: log-normal means, a treatment that moves some genes, noise."""
    depth = [2 ** (0.25 * normal()) for _ in range(SAMPLES)]
    counts = []
    for gene in range(GENES):
        mean = math.exp(5 + 1.4 * normal())
        effect = 1.5 * normal() if gene < CHANGED else 0
        counts.append([
            round(mean * depth[s] * 2 ** ((effect if treated(s) else 0) + 0.3 * normal()))
            for s in range(SAMPLES)])
    return counts


def treated(sample):
    return sample >= SAMPLES // 2


def gene_name(gene):
    return f"GENE{gene + 1:04d}"


def sample_name(sample):
    return f"S{sample + 1:02d}"


def log_cpm(counts):
    totals = [sum(row[s] for row in counts) for s in range(SAMPLES)]
    return [[math.log2(1e6 * (row[s] + 0.5) / (totals[s] + 1)) for s in range(SAMPLES)]
            for row in counts]


def table(rows, separator):
    return "".join(separator.join(map(str, row)) + "\n" for row in rows).encode()


def colour(value):
    """From dark blue through green to yellow, 0 to 1."""
    stops = [(68, 1, 84), (59, 82, 139), (33, 145, 140), (94, 201, 98), (253, 231, 37)]
    place = min(max(value, 0), 0.9999) * (len(stops) - 1)
    low, part = int(place), place - int(place)
    return bytes(round(a + (b - a) * part) for a, b in zip(stops[low], stops[low + 1]))


def heatmap(logs):
    """A PNG: genes downwards, samples across, each gene scaled to its own range."""
    cell_width, cell_height, margin, gap = 22, 3, 12, 8
    white = b"\xff\xff\xff"
    width = 2 * margin + SAMPLES * cell_width + gap
    lines = [white * width] * margin
    for row in logs:
        low, high = min(row), max(row)
        line = white * margin
        for s, value in enumerate(row):
            line += white * gap if s == SAMPLES // 2 else b""
            line += colour((value - low) / (high - low or 1)) * cell_width
        lines += [line + white * margin] * cell_height
    lines += [white * width] * margin

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, len(lines), 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
            + chunk(b"IDAT", zlib.compress(b"".join(b"\0" + line for line in lines), 9))
            + chunk(b"IEND", b""))


def metadata():
    return {
        "title": "Simulated response of 200 genes to a treatment",
        "description": "Counts of a simulated RNA-seq experiment: 24 samples, half of them treated; "
                       "40 of the 200 genes respond. Synthetic data for trying gypsum, not a study.",
        "taxonomy_id": ["9606"],
        "genome": ["GRCh38"],
        "sources": [{"provider": "other", "id": "gypsum quickstart"}],
        "maintainer_name": "Alice Example",
        "maintainer_email": "alice@example.org",
        "bioconductor_version": "3.22",
        "applications": {"counts": {"rows": GENES, "columns": SAMPLES}},
    }


def files():
    counts = simulate()
    logs = log_cpm(counts)
    names = [sample_name(s) for s in range(SAMPLES)]
    design = [["sample", "condition", "replicate"]] + [
        [name, "treated" if treated(s) else "control", s % (SAMPLES // 2) + 1]
        for s, name in enumerate(names)]
    sizes = [["sample", "total_counts", "genes_detected"]] + [
        [name, sum(row[s] for row in counts), sum(row[s] > 0 for row in counts)]
        for s, name in enumerate(names)]
    return {
        "_bioconductor.json": (json.dumps(metadata(), indent=2) + "\n").encode(),
        "counts.tsv": table(
            [["gene"] + names] + [[gene_name(g)] + row for g, row in enumerate(counts)], "\t"),
        "samples.csv": table(design, ","),
        "normalised/log2-cpm.tsv": table(
            [["gene"] + names]
            + [[gene_name(g)] + [f"{value:.3f}" for value in row] for g, row in enumerate(logs)],
            "\t"),
        "qc/library-sizes.csv": table(sizes, ","),
        "qc/plots/heatmap.png": heatmap(logs),
    }


def main():
    shutil.rmtree(TARGET, ignore_errors=True)
    content = files()
    for path, data in content.items():
        file = TARGET / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        print(f"{len(data):>7} {path}")
    # A jar has no directories to list.
    TARGET.with_name("sample-files.txt").write_text("".join(path + "\n" for path in content))


if __name__ == "__main__":
    main()
