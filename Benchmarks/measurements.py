"""What Benchmarks/run measures; every function takes a Setup and adds figures to its report."""
import contextlib
import glob
import itertools
import json
import os
import pathlib
import re
import shutil
import subprocess
import time

import slower
from setup import Missing, name_of, percent, quarter, spread


def undisturbed(runs):
    """Those whose empty loop takes no more steps than in the best of them (docs/performance.md), and how many do not."""
    loops = [sorted(row["loop_steps"] for row in rows)[len(rows) // 2] for rows in runs]
    quiet = [rows for rows, loop in zip(runs, loops) if loop <= 1.03 * min(loops)]
    return quiet, len(runs) - len(quiet)


def precision(setup):
    """The spread of times over ten runs, and whether instructions are the same in each."""
    for state, limit in (("idle", 1), ("busy", 3)):
        quiet, disturbed = undisturbed([rows for rows, _ in setup.series(state)])
        runs = quiet[:setup.runs]
        setup.report.add(
            f"runs that a neighbour on the core disturbed from their first round to their last, {state}; left out below",
            f"{disturbed} of {disturbed + len(quiet)}")
        loop, net, plain, counts = {}, {}, {}, {}
        for rows in runs:
            # What a step takes: one figure for all rows of a run.
            longest = max(rows, key=lambda row: row["vdso_ns"])
            step = longest["vdso_ns"] / quarter(longest["round_steps"])
            for row in rows:
                if not row["served"]:
                    continue
                name = name_of(row)
                steps = quarter(row["round_steps"])
                # What the loop around the calls takes, in the same unit: its time by the time of a step.
                loop.setdefault(name, []).append(steps + row["empty_ns"] / step)
                net.setdefault(name, []).append(steps)
                plain.setdefault(name, []).append(row["vdso_ns"])
                counts.setdefault(name, set()).add(row["instructions"])
        fine = {name: values for name, values in net.items() if min(values) >= 5}
        worst = max(fine, key=lambda name: spread(fine[name]))
        setup.report.add(
            f"spread of a fine clock's time over {len(runs)} runs, {state}, the processor's speed left out",
            f"{percent(spread(fine[worst]))} ({worst})", f"{limit} %", spread(fine[worst]) <= limit)
        worst = max(loop, key=lambda name: spread(loop[name]))
        setup.report.add(
            f"the same of every served function, the loop around the calls included, {state}",
            f"{percent(spread(loop[worst]))} ({worst})", f"{limit} %", spread(loop[worst]) <= limit)
        # What hides in the loop's shadow takes nothing of its own: its share says nothing, its nanoseconds do.
        worst = max(net, key=lambda name: max(plain[name]) - min(plain[name]))
        setup.report.add(
            f"the widest with the loop taken off, {state}", f"{worst}: {min(plain[worst])} to {max(plain[worst])} ns")
        worst = max(fine, key=lambda name: spread(plain[name]))
        setup.report.add(f"spread of a fine clock's plain nanoseconds, {state}", f"{percent(spread(plain[worst]))} ({worst})")
        moving = [name for name, values in counts.items() if len(values) > 1]
        setup.report.add(
            f"functions whose least instructions were the same in {len(runs)} runs, {state}",
            f"{len(counts) - len(moving)} of {len(counts)}" + (f": not {', '.join(moving)}" if moving else ""),
            "all", not moving)


def false_reports(setup):
    """Comparisons of a kernel with itself: none may tell a change."""
    for state in ("idle", "busy"):
        files = [file for _, file in setup.series(state)]
        pairs = list(itertools.combinations(files, 2))
        told, unclear = [], 0
        for first, second in pairs:
            done = setup.run("bench", "--rows", second, "--compare", first, "--csv", status=(0, 1))
            told += re.findall(r"^  (?:slower|faster|not-served|gone|new)  .*", done.stderr, re.MULTILINE)
            unclear += "  unclear  " in done.stderr
        setup.report.add(
            f"changes told in {len(pairs)} comparisons of {len(files)} runs of one kernel, {state}", str(len(told)), "0",
            not told)
        setup.report.add(f"comparisons that were refused for a row or more, {state}", f"{unclear} of {len(pairs)}")
        for line in told[:5]:
            setup.report.note(f"false report, {state}: {line.strip()}")


def slowdowns(setup):
    """Slower variants of this machine's own vDSO against the vDSO as it is."""
    image = slower.own_image()
    if image is None or slower.variant(image, 5) is None:
        setup.report.add("slower variants", "not measured: no variant can be made of this machine's vDSO")
        return

    def keep(name, content):
        file = setup.folder / name
        file.write_bytes(content)
        return file

    own = keep("own.so", image)
    before, baseline = setup.bench("own", "--image", own)
    functions = [name_of(row) for row in before if row["served"] and row["instructions"]]

    five = keep("five.so", slower.variant(image, 5))
    seen = {name: 0 for name in functions}
    for index in range(setup.runs):
        file = setup.bench(f"five-{index}", "--image", five, seconds=2)[1]
        text = setup.run("bench", "--rows", file, "--compare", baseline, "--csv", status=(1,)).stderr
        for name in functions:
            seen[name] += bool(re.search(rf"^  slower  {re.escape(name)}: .*5 instructions more", text, re.MULTILINE))
    least = min(seen, key=seen.get)
    setup.report.add(
        f"runs in which 5 instructions more were told, least of {len(functions)} functions",
        f"{seen[least]} of {setup.runs} ({least})", "all", seen[least] == setup.runs)

    # Time alone: what was counted is taken out of the rows of both.
    def uncounted(rows, name):
        file = setup.folder / name
        file.write_text(json.dumps([dict(row, instructions=None) for row in rows]), encoding="utf-8")
        return file

    clock = "clock_gettime.MONOTONIC"

    def time_of(rows):
        return next(quarter(row["round_steps"]) for row in rows if name_of(row) == clock)

    tenth, size = None, 0
    for count in range(8, 200, 8):
        variant = slower.variant(image, count, only=["clock_gettime"])
        if variant is None:
            break
        rows, _ = setup.bench("trial", "--image", keep("trial.so", variant), seconds=3)
        size = time_of(rows) / time_of(before) - 1
        if size >= 0.1:
            tenth = keep("tenth.so", variant)
            break
    if tenth is None:
        setup.report.add("a slowdown of a tenth", "not measured: no variant is slow enough")
        return
    then = uncounted(before, "own-uncounted.json")
    told = 0
    for index in range(setup.runs):
        rows, _ = setup.bench(f"tenth-{index}", "--image", tenth)
        text = setup.run("bench", "--rows", uncounted(rows, "now.json"), "--compare", then, "--csv",
                         status=(0, 1)).stderr
        told += f"  slower  {clock}: by" in text
    setup.report.add(
        f"runs in which {clock} slower by {percent(size * 100)} was told, by time alone", f"{told} of {setup.runs}",
        "9 of 10", told >= 0.9 * setup.runs)


def check_time(setup):
    """The native check, its quick form, and other suites where they are installed."""
    def least(*words):
        times = []
        for _ in range(3):
            start = time.monotonic()
            setup.run("check", "--target", "native", "--junit", "junit.xml", *words, status=(0, 1))
            times.append(time.monotonic() - start)
        return min(times)

    for words, limit in (((), 5), (("--quick",), 1)):
        took = least(*words)
        setup.report.add(f"check --target native {' '.join(words)}".strip() + ", least of 3", f"{took:.2f} s",
                         f"{limit} s", took <= limit)
    peers = {"vdsotest-all": ["vdsotest-all"]}
    folder = os.environ.get("KSELFTEST", "/usr/libexec/kselftests/vDSO")
    tests = sorted(path for path in glob.glob(f"{folder}/vdso_test_*") if os.access(path, os.X_OK))
    for name, command in peers.items():
        if shutil.which(command[0]) is None:
            setup.report.add(name, "not installed here")
            continue
        start = time.monotonic()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        setup.report.add(name, f"{time.monotonic() - start:.1f} s")
    if not tests:
        setup.report.add("kselftest vDSO", f"not installed here ({folder}; KSELFTEST names another folder)")
        return
    start = time.monotonic()
    for test in tests:
        with contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run([test], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, timeout=45)
    setup.report.add(f"kselftest vDSO, {len(tests)} programs", f"{time.monotonic() - start:.1f} s")


def agreement(setup):
    """Samples a second of the agreement loop, against two system calls and a call of the vDSO."""
    setup.run("check", "--target", "native", "--junit", "junit.xml", "--save-observations", "observed", status=(0, 1))
    facts = [json.loads(line) for path in (setup.folder / "observed").glob("*.jsonl") for line in open(path)]
    costs = {(fact["function"], fact.get("clock")): fact for fact in facts if fact["kind"] == "performance"}
    over = {}
    for fact in facts:
        if fact["kind"] != "sandwich" or "fastest" not in fact or fact["systemResult"] != 0:
            continue
        cost = costs.get((fact["function"], fact["clock"] if fact["function"].startswith("clock_") else None))
        if cost is None:
            continue
        floor = 2 * min(cost["system"]) + min(cost["vdso"]) - min(cost["empty"])
        over[fact["function"], fact["clock"]] = (fact["fastest"] * 10 / floor - 1, fact["fastest"])
    monotonic = over["clock_gettime", 1]
    setup.report.add("samples a second of the agreement loop, clock_gettime.MONOTONIC", f"{1e11 / monotonic[1]:,.0f}")
    middle = sorted(value for value, _ in over.values())[len(over) // 2]
    setup.report.add(
        f"the agreement loop beyond its floor, median and greatest of {len(over)} clocks",
        f"{percent(middle * 100)}, {percent(max(value for value, _ in over.values()) * 100)}", "10 %", middle <= 0.1)


def images(setup):
    """Images that one process judges in a second."""
    image = slower.own_image()
    if image is None:
        setup.report.add("images a second", "not measured: this machine has no vDSO")
        return

    def seconds(count):
        folder = setup.folder / f"images-{count}"
        folder.mkdir(exist_ok=True)
        for index in range(count):
            (folder / f"vdso-{index}.so").write_bytes(image)
        took = []
        for _ in range(3):
            start = time.monotonic()
            setup.run("image", *sorted(folder.iterdir()), "--quiet", status=(0, 1))
            took.append(time.monotonic() - start)
        return min(took)

    count = 200 if setup.short else 1000
    one, many = seconds(1), seconds(count)
    rate = (count - 1) / (many - one)
    setup.report.add("images judged a second in one process", f"{rate:,.0f}", "500", rate >= 500)
    setup.report.add("judging one image, the program's start included", f"{one * 1000:.0f} ms")


def probe(setup):
    """The probes' sizes, and how long one takes to start and describe its machine."""
    probes = {path.name.removeprefix("probe-"): path for path in
              map(pathlib.Path, glob.glob(f"{setup.program.parent}/**/probe-*", recursive=True)) if path.is_file()}
    if not probes:
        raise Missing(f"there are no probes beside {setup.program}")
    sizes = ", ".join(f"{name} {path.stat().st_size / 1024:.0f}" for name, path in sorted(probes.items()))
    largest = max(path.stat().st_size for path in probes.values())
    setup.report.add("size of the probes, KiB", sizes, "176", largest <= 176 * 1024)
    own = probes.get(os.uname().machine)
    if own is None:
        return
    took = []
    for _ in range(30):
        start = time.monotonic()
        subprocess.run([str(own), "--area", "none"], stdout=subprocess.DEVNULL, check=True)
        took.append(time.monotonic() - start)
    setup.report.add("start and description of the machine by the probe, least of 30", f"{min(took) * 1000:.1f} ms")


ALL = {
    "check": check_time,
    "agreement": agreement,
    "images": images,
    "probe": probe,
    "precision": precision,
    "false-reports": false_reports,
    "slowdowns": slowdowns,
}
