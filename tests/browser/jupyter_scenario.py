"""Opens a chapter in a real Jupyter in headless Chromium, runs it, and looks at what a reader would see.

Usage: jupyter_scenario.py COURSE_COMMAND REPOSITORY SCREENSHOTS

COURSE_COMMAND is the program "course" (its course.dll); REPOSITORY the course's folder. The chapters are copied, so that Jupyter's
saving changes nothing. Prints one line for each thing seen; the last one is "all seen". Exit code 1 and the reason otherwise.
"""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

CHAPTER = "04-pre-training.ipynb"
course, repository, screenshots = sys.argv[1], pathlib.Path(sys.argv[2]).resolve(), pathlib.Path(sys.argv[3])
screenshots.mkdir(parents=True, exist_ok=True)
work = pathlib.Path(tempfile.mkdtemp(prefix="course jupyter "))  # a blank in the path, as many users have


def prepare():
    """A course folder whose notebooks may be written to; all else is the repository's."""
    shutil.copytree(repository / "notebooks", work / "course" / "notebooks")
    for name in ("artifacts", "lib", "datasets", "course.sln"):
        (work / "course" / name).symlink_to(repository / name)
    environment = dict(os.environ, HOME=str(work), JUPYTER_DATA_DIR=str(work / "data"), JUPYTER_RUNTIME_DIR=str(work / "runtime"),
                       JUPYTER_CONFIG_DIR=str(work / "config"), COURSE_PROFILE="smoke")
    subprocess.run(["dotnet", course, "kernel", "install"], env=environment, check=True, stdout=subprocess.DEVNULL)
    return environment


def start_jupyter(environment):
    """Starts the server, and returns it with its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = open(work / "jupyter.log", "w")
    server = subprocess.Popen(
        ["jupyter", "notebook", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}", "--NotebookApp.token=", "--NotebookApp.password="],
        cwd=work / "course" / "notebooks", env=environment, stdout=log, stderr=subprocess.STDOUT)
    wait(lambda: f":{port}/" in (work / "jupyter.log").read_text(), 60, "Jupyter did not start")
    return server, f"http://127.0.0.1:{port}/"


def start_browser():
    """A browser that reaches nothing but this machine."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for argument in ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--window-size=1200,1400",
                     "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"):
        options.add_argument(argument)
    return webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)


def wait(condition, seconds, problem):
    """Waits for something true, and returns it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.1)
    raise AssertionError(f"{problem} within {seconds} s")


def seen(what):
    print(what, flush=True)


def outputs(browser, index):
    return browser.execute_script(f"return JSON.stringify(Jupyter.notebook.get_cell({index}).output_area.outputs)")


def run_scenario(browser, address):
    script = browser.execute_script
    browser.get(f"{address}notebooks/{CHAPTER}")
    wait(lambda: script("return window.Jupyter && Jupyter.notebook && Jupyter.notebook.kernel && Jupyter.notebook.kernel.is_connected() "
                        "&& Jupyter.notebook.kernel.info_reply.implementation || null"), 60, "the kernel did not connect")
    assert "course" in script("return Jupyter.notebook.kernel.info_reply.implementation"), "another kernel answered"
    seen("the chapter opens under the course's kernel")

    script("""
        Jupyter.notebook.clear_all_output();
        window.bars = {};
        const look = () => Jupyter.notebook.get_cells().forEach((cell, i) => {
            const found = cell.output_area ? cell.output_area.element.find('.llmcourse-progress') : [];
            if (found.length) {
                const bar = window.bars[i] = window.bars[i] || {texts: new Set(), most: 0};
                bar.texts.add(found.text());
                bar.most = Math.max(bar.most, found.length);
            }
        });
        new MutationObserver(look).observe(document.getElementById('notebook-container'), {childList: true, subtree: true, characterData: true});
        Jupyter.notebook.execute_all_cells();""")
    wait(lambda: script("return !Jupyter.notebook.kernel_busy && Jupyter.notebook.get_cells().every(c => c.cell_type != 'code' || c.input_prompt_number > 0)"),
         240, "the chapter did not finish")
    errors = script("return Jupyter.notebook.get_cells().flatMap(c => c.output_area ? c.output_area.outputs : []).filter(o => o.output_type == 'error').map(o => o.evalue)")
    assert not errors, errors
    seen("all cells ran")
    bars = script("return Object.values(window.bars).map(bar => [bar.texts.size, bar.most])")
    assert bars and max(states for states, _ in bars) >= 3 and all(most == 1 for _, most in bars), f"(states, bars at once) per cell: {bars}"
    seen(f"progress bars moved in place ({max(states for states, _ in bars)} states of one)")

    figures = script("return Array.from(document.querySelectorAll('figure.llmcourse-figure > svg')).map(f => [f.getBoundingClientRect().width, f.querySelectorAll('path').length])")
    assert len(figures) >= 3 and all(width > 300 and paths >= 2 for width, paths in figures), f"(width, paths) per figure: {figures}"
    script("document.querySelectorAll('figure.llmcourse-figure')[2].scrollIntoView({block: 'center'})")
    time.sleep(1)
    browser.save_screenshot(str(screenshots / "figure.png"))
    seen(f"{len(figures)} figures are drawn with the network cut off")

    script("Jupyter.notebook.insert_cell_at_bottom('code'); Jupyter.notebook.select(Jupyter.notebook.ncells() - 1); Jupyter.notebook.scroll_to_bottom();"
           "Jupyter.notebook.edit_mode()")
    script("Jupyter.notebook.get_selected_cell().focus_editor()")
    script("Jupyter.notebook.get_selected_cell().set_text('tokenizer.'); Jupyter.notebook.get_selected_cell().code_mirror.setCursor(0, 10)")
    browser.switch_to.active_element.send_keys(Keys.TAB)
    names = wait(lambda: script("return Array.from(document.querySelectorAll('#complete option')).map(o => o.textContent)"), 30, "no completions came")
    assert "Encode" in names and "VocabularySize" in names, names
    browser.save_screenshot(str(screenshots / "completion.png"))
    seen(f"the completion popup offers {len(names)} names, Encode among them")
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)

    last = script("return Jupyter.notebook.ncells() - 1")
    script(f"Jupyter.notebook.get_cell({last}).set_text('var kept = 41; while (true) {{ kept = 42; }}'); Jupyter.notebook.get_cell({last}).execute()")
    time.sleep(2)
    assert script("return Jupyter.notebook.kernel_busy"), "the endless cell ended"
    script("Jupyter.notebook.kernel.interrupt()")
    asked = time.monotonic()
    wait(lambda: script("return !Jupyter.notebook.kernel_busy"), 10, "the interrupted cell did not stop")
    seen(f"an endless cell is interrupted ({time.monotonic() - asked:.1f} s)")

    script(f"Jupyter.notebook.get_cell({last}).set_text('tokenizer.VocabularySize'); Jupyter.notebook.get_cell({last}).execute()")
    result = json.loads(wait(lambda: (text := outputs(browser, last)) != "[]" and "execute_result" in text and text, 30, "no result came"))
    assert int(result[-1]["data"]["text/plain"]) > 10, result
    browser.save_screenshot(str(screenshots / "after-interrupt.png"))
    seen("the state is kept after the interrupt")


environment = prepare()
server, browser = None, None
try:
    server, address = start_jupyter(environment)
    browser = start_browser()
    run_scenario(browser, address)
    print("all seen")
except Exception as problem:
    if browser:
        browser.save_screenshot(str(screenshots / "failure.png"))
    print(f"{type(problem).__name__}: {problem}", file=sys.stderr)
    sys.exit(1)
finally:
    if browser:
        browser.quit()
    if server:
        server.terminate()
        server.wait(30)
    shutil.rmtree(work, ignore_errors=True)
