"""What every measurement needs: the program, a scratch folder, and series of runs."""
import contextlib
import json
import os
import subprocess


class Missing(Exception):
    """Something without which nothing can be measured."""


class Setup:
    """The program to measure, a scratch folder, and the report."""

    def __init__(self, program, folder, short, report):
        self.program = program
        self.folder = folder
        self.report = report
        self.short = short
        self.runs = 3 if short else 10
        self.seconds = 2 if short else 5
        self._rows = {}

    def run(self, *words, status=(0,)):
        """The program's output; its exit status must be one of those expected."""
        done = subprocess.run([str(self.program), *map(str, words)], capture_output=True, text=True, check=False,
                              cwd=self.folder)
        if done.returncode not in status:
            raise Missing(f"{' '.join(map(str, words))}: exit status {done.returncode}: {done.stderr.strip()[-500:]}")
        return done

    def bench(self, name, *words, seconds=None):
        """Rows of a bench, and the file that keeps them."""
        file = self.folder / f"{name}.json"
        file.write_text(self.run("bench", "--json", "--duration", f"{seconds or self.seconds}s", *words).stdout,
                        encoding="utf-8")
        return json.loads(file.read_text(encoding="utf-8")), file

    def series(self, state):
        """Files of many benches in a state, `idle` or `busy`: made once."""
        if state not in self._rows:
            with busy() if state == "busy" else contextlib.nullcontext():
                self._rows[state] = [self.bench(f"{state}-{index}") for index in range(3 if self.short else 15)]
        return self._rows[state]


@contextlib.contextmanager
def busy():
    """A process on each processor that does nothing but count."""
    loops = [subprocess.Popen(["sh", "-c", "while :; do :; done"]) for _ in os.sched_getaffinity(0)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def name_of(row):
    """As the table has it."""
    return row["function"] + (f".{row['clock']}" if row["clock"] else "")


def quarter(values):
    """What comparisons judge: the quarter that was disturbed least ends here."""
    ordered = sorted(values)
    return ordered[len(ordered) // 4]


def spread(values):
    """From the least to the greatest, in percent of the least."""
    return (max(values) / min(values) - 1) * 100


def percent(value):
    """For the report."""
    return f"{value:.2f} %"
