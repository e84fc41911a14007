"""Asks a running `course serve` from many clients at once, and holds every answer against the one that a client alone got.

Usage: course serve clerk --port 8080 &
       python3 tests/bench/serve_soak.py http://127.0.0.1:8080 --clients 32 --seconds 60 --pid $!

Every client goes on asking the same question with seeds of its own, in turn whole and streamed; every tenth streamed answer is left in the middle. Prints errors, answers that were another's
(mix-ups), the median and the slowest answer, the slowest client beside the others, and what the server's process has in memory. Needs nothing but Python.
"""
import argparse
import http.client
import json
import os
import random
import statistics
import threading
import time
import urllib.parse

SEEDS = 8  # of each client


def post(connection, body, leaves=False):
    """Asks, and says what the answer is, and how many tokens it has; None for one that was left."""
    key = os.environ.get("COURSE_SERVE_KEY")
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {key}"} if key else {})}
    connection.request("POST", "/v1/chat/completions", json.dumps(body), headers)
    response = connection.getresponse()
    if response.status == 429:
        response.read()
        raise BlockingIOError
    if response.status != 200:
        raise OSError(f"status {response.status}: {response.read(300)}")
    if not body["stream"]:
        answer = json.loads(response.read())
        return answer["choices"][0]["message"]["content"], answer["usage"]["completion_tokens"]
    text, tokens, ended = "", 0, False
    for line in response:
        if not line.startswith(b"data: "):
            continue
        if line.startswith(b"data: [DONE]"):
            ended = True
            continue
        part = json.loads(line[6:])
        if "error" in part:
            raise OSError(part["error"]["message"])
        tokens = part.get("usage", {}).get("completion_tokens", tokens)
        text += part["choices"][0]["delta"].get("content", "") if part["choices"] else ""
        if leaves and text:
            connection.close()
            return None
    if not ended:
        raise OSError("the stream broke off")
    return text, tokens


def question(options, seed, streamed=False):
    body = {"messages": [{"role": "user", "content": options.question}], "seed": seed, "temperature": options.temperature, "max_tokens": options.max_tokens, "stream": streamed}
    return {**body, "stream_options": {"include_usage": True}} if streamed else body


def resident(pid):
    """MB that a process has in memory; 0 where nobody knows."""
    try:
        with open(f"/proc/{pid}/status") as file:
            return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmRSS"))
    except (OSError, StopIteration):
        return 0.0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--question", default="Where does Ada Bell live?")
    parser.add_argument("--temperature", type=float, default=1)
    parser.add_argument("--max-tokens", type=int, default=64)
    parser.add_argument("--pid", type=int, default=0)
    options = parser.parse_args()
    place = urllib.parse.urlparse(options.address)

    def connect():
        return http.client.HTTPConnection(place.hostname, place.port, timeout=120)

    alone = connect()
    begun = time.perf_counter()
    expected = {seed: post(alone, question(options, seed)) for seed in range(options.clients * SEEDS)}
    single = time.perf_counter() - begun
    tokens = sum(count for _, count in expected.values())
    print(f"alone: {len(expected)} answers, {len(set(expected.values()))} different, {tokens} tokens, {tokens / single:.0f} tokens/s, median {1000 * single / len(expected):.1f} ms")

    taken = [[] for _ in range(options.clients)]  # by client
    lock, errors, mixups, left, busy, written = threading.Lock(), [], [], [0], [0], [0]
    memory, end = [resident(options.pid)], time.perf_counter() + options.seconds

    def client(number):
        connection, choose, round_ = connect(), random.Random(number), 0
        while time.perf_counter() < end:
            round_ += 1
            seed = number * SEEDS + choose.randrange(SEEDS)
            streamed = (round_ + number) % 2 == 0
            begun = time.perf_counter()
            try:
                answer = post(connection, question(options, seed, streamed), leaves=streamed and choose.random() < 0.1)
            except BlockingIOError:
                with lock:
                    busy[0] += 1
                time.sleep(0.05)
                continue
            except (OSError, http.client.HTTPException, ValueError) as problem:
                with lock:
                    errors.append(repr(problem))
                connection.close()
                continue
            took = time.perf_counter() - begun
            with lock:
                if answer is None:
                    left[0] += 1
                    continue
                taken[number].append(took)
                written[0] += answer[1]
                if answer != expected[seed]:
                    mixups.append((seed, answer, expected[seed]))

    threads = [threading.Thread(target=client, args=(number,)) for number in range(options.clients)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        time.sleep(min(5.0, options.seconds / 10))
        memory.append(resident(options.pid))
    seconds = time.perf_counter() - begun

    times = sorted(took for client in taken for took in client)
    middle, clients = statistics.median(times), [statistics.median(client) for client in taken]
    print(f"{options.clients} clients, {seconds:.0f} s: {len(times)} answers, {left[0]} left in the middle, {busy[0]} told to come again, {written[0] / seconds:.0f} tokens/s")
    print(f"errors {len(errors)}, mix-ups {len(mixups)}")
    print(f"median {1000 * middle:.1f} ms, 99 of 100 within {1000 * times[int(0.99 * len(times))]:.1f} ms, slowest {1000 * times[-1]:.1f} ms, {times[-1] / middle:.1f} times the median")
    print(f"clients: the slowest one's median is {max(clients) / statistics.median(clients):.2f} times that of the client in the middle; they got {min(map(len, taken))} to {max(map(len, taken))} answers")
    if options.pid:
        print(f"memory: {memory[0]:.0f} MB before, {memory[len(memory) // 2]:.0f} MB in the middle, {memory[-1]:.0f} MB at the end, {max(memory):.0f} MB at most")
    for problem in errors[:3] + mixups[:3]:
        print(problem)
    return 1 if errors or mixups else 0


if __name__ == "__main__":
    raise SystemExit(main())
