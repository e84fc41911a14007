"""Measures how fast the course's Jupyter kernel answers, cell by cell in turn with the Python kernel, and what a cell costs in memory.

Usage: dotnet build lib/LlmCourse.Kernel && python3 tests/bench/kernel_latency.py
Needs jupyter_client and ipykernel. It installs the kernel into a temporary folder, so that what is measured is this working tree.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time

from jupyter_client.manager import KernelManager

CELLS = 200
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
COURSE = os.path.join(ROOT, "artifacts", "bin", "LlmCourse.Kernel", "release", "course.dll")


def start(name):
    """Starts a kernel, and says how long it took until it answered."""
    begun = time.perf_counter()
    manager = KernelManager(kernel_name=name)
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    return manager, client, time.perf_counter() - begun


def execute(client, code):
    """Runs a cell, and says how long it took until the reply and the idle were there."""
    begun = time.perf_counter()
    reply = client.execute_interactive(code, timeout=60, output_hook=lambda message: None)
    assert reply["content"]["status"] == "ok", reply["content"]
    return time.perf_counter() - begun


def complete(client, code):
    """Asks for completions at the end of the code: seconds, and how many there were."""
    begun = time.perf_counter()
    reply = client.complete(code, len(code), reply=True, timeout=60)
    return time.perf_counter() - begun, len(reply["content"].get("matches", []))


def memory(client):
    """The session's managed heap after a full collection, and what its process has in memory, in MB."""
    seen = []
    code = 'GC.Collect(2, GCCollectionMode.Aggressive, true, true); $"{GC.GetTotalMemory(true)} {Environment.WorkingSet}"'
    client.execute_interactive(
        code, timeout=60, output_hook=lambda message: seen.append(message["content"]["data"]["text/plain"]) if message["msg_type"] == "execute_result" else None)
    return [int(number) / 2**20 for number in seen[0].split()]


def main():
    with tempfile.TemporaryDirectory() as prefix:
        subprocess.run(["dotnet", COURSE, "kernel", "install", "--prefix", prefix], check=True, stdout=subprocess.DEVNULL)
        os.environ["JUPYTER_PATH"] = os.path.join(prefix, "share", "jupyter")
        ours, csharp, ready = start("llm-course-csharp")
        first, count = complete(csharp, "Console.Wri")
        reference, python, python_ready = start("python3")
        print(f"ready                {ready:6.2f} s   (Python {python_ready:.2f} s; target 3 s)")
        print(f"first completion     {first:6.2f} s   ({count} matches; target 2 s)")
        later = [complete(csharp, f'"text{i}".')[0] for i in range(20)]
        print(f"later completions    {1000 * statistics.median(later):6.0f} ms  (most {1000 * max(later):.0f} ms; target 200 ms)")
        print(f"first cell           {1000 * execute(csharp, '0'):6.0f} ms  (Python {1000 * execute(python, '0'):.0f} ms)")
        pairs = [(execute(csharp, f"{i} + 1"), execute(python, f"{i} + 1")) for i in range(CELLS)]
        for name, times in zip(("C#", "Python"), zip(*pairs)):
            print(f"trivial cell, {name:6s} {1000 * statistics.median(times):6.1f} ms  (median of {CELLS}; most {1000 * max(times):.0f} ms; target 30 ms)")
        heap, resident = memory(csharp)
        for i in range(CELLS):
            execute(csharp, f"var value{i} = {i};")
        later_heap, later_resident = memory(csharp)
        print(f"a declaring cell     {1024 * (later_heap - heap) / CELLS:6.0f} KB  of heap, {1024 * (later_resident - resident) / CELLS:.0f} KB resident (from {resident:.0f} MB)")
        for manager, client in ((ours, csharp), (reference, python)):
            client.stop_channels()
            manager.shutdown_kernel()


if __name__ == "__main__":
    sys.exit(main())
