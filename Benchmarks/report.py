"""Figures, their targets, and the Markdown that docs/performance.md holds."""
import datetime
import re

BEGIN = "<!-- measured: begin -->"
END = "<!-- measured: end -->"


class Report:
    """What one run of Benchmarks/run found."""

    def __init__(self, machine, remark, short):
        self.machine = machine
        self.remark = remark
        self.short = short
        self.rows = []
        self.notes = []
        self.missed = []

    def add(self, name, value, target="", good=None):
        """A figure; `good` is None where there is no target, or whether it was reached."""
        self.rows.append((name, value, target, {None: "", True: "reached", False: "MISSED"}[good]))
        if good is False:
            self.missed.append(name)

    def note(self, text):
        """A sentence below the table."""
        self.notes.append(text)

    @property
    def text(self):
        """The section, without its marks."""
        lines = [f"Measured on {datetime.date.today().isoformat()}" + (" with `--short`" if self.short else "") + "."]
        if self.remark:
            lines.append(self.remark)
        lines += ["", "| machine | |", "|---|---|"] + [f"| {name} | {value} |" for name, value in self.machine]
        lines += ["", "| what | measured | target | |", "|---|---|---|---|"]
        lines += ["| " + " | ".join(row) + " |" for row in self.rows]
        if self.notes:
            lines += [""] + [f"- {note}" for note in self.notes]
        return "\n".join(lines) + "\n"

    def write(self, path):
        """Puts the section between its marks."""
        old = path.read_text(encoding="utf-8")
        new, count = re.subn(
            re.escape(BEGIN) + ".*?" + re.escape(END), lambda _: f"{BEGIN}\n{self.text}{END}", old, flags=re.DOTALL)
        if count != 1:
            raise SystemExit(f"{path} has {count} places for figures in place of one")
        path.write_text(new, encoding="utf-8")
