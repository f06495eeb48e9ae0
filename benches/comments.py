"""Measures `raportti comments` of the frozen report with 200 marks against its cold build: `comments.py RAPORTTI [RUNS]`. Needs PyMuPDF 2.0."""
import pathlib
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time

import pymupdf

MARKS = 200
PROGRAM, RUNS = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
random.seed(1)


def run(project, *command):
    """Seconds by the clock, and of the processors."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run([PROGRAM, "--project", project, *command], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.monotonic() - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def mark(pdf):
    """Highlights words anywhere behind the contents."""
    document = pymupdf.open(pdf)
    for number in range(MARKS):
        words = []
        while not words:
            page = document[random.randrange(3, len(document))]
            words = [word for word in page.get_text("words") if len(word[4]) > 4]
        annotation = page.add_highlight_annot(pymupdf.Rect(random.choice(words)[:4]).quad)
        annotation.set_info(title=f"Reader {number % 7}", content=f"Why {number}?")
        annotation.update()
    document.saveIncr()
    return len(document)


with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    with tarfile.open(pathlib.Path(__file__).parent / "report-200.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    built, marked = folder / "built", folder / "marked.pdf"
    run(folder, "build", "--out", built)
    shutil.copy(next(built.glob("*.pdf")), marked)
    pages = mark(marked)
    times = {"build": [], "comments": []}
    for _ in range(RUNS):
        shutil.rmtree(built)
        times["build"].append(run(folder, "build", "--out", built))
        times["comments"].append(run(folder, "comments", marked, "--as", "json"))
    print(f"{pages} pages, {MARKS} marks, {RUNS} alternating runs: the best and the median")
    for index, what in enumerate(["clock", "processor"]):
        seconds = {name: [values[index] for values in all] for name, all in times.items()}
        for how in (min, statistics.median):
            build, comments = how(seconds["build"]), how(seconds["comments"])
            print(f"{what}: build {build:.2f} s, comments {comments:.2f} s, ratio {comments / build:.2f}")
