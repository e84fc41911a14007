"""Reads a site of the course from the disk in headless Chromium, without a network, and looks for what keeps some reader out.

Usage: site_scenario.py SITE AXE SCREENSHOTS WORD TERM_PAGE

SITE is the site's folder; AXE the file axe.min.js; WORD a word that the search must find; TERM_PAGE a page with a term of the glossary.
Every page is checked by axe-core in light and dark, wide and 320 px narrow; a page may not scroll sideways at 320 px. Then come the
search, the terms, what has been read, the menu and the printed page. Prints one line for each thing seen; the last one is "all seen".
Exit code 1 and a line for each finding otherwise.
"""
import base64
import json
import pathlib
import shutil
import sys
import tempfile
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

site, axe, screenshots = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).read_text(), pathlib.Path(sys.argv[3])
word, term_page = sys.argv[4], sys.argv[5]
screenshots.mkdir(parents=True, exist_ok=True)
findings = []


def find(problem):
    findings.append(problem)
    print("FINDING", problem, flush=True)


def expect(holds, problem):
    if not holds:
        find(problem)


def start_browser(profile):
    """A browser that reaches nothing at all."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for argument in ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--force-prefers-reduced-motion",
                     f"--user-data-dir={profile}", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)


def size(width, height):
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})


def go(name, theme="light"):
    browser.get(f"{(site / name).as_uri()}?theme={theme}")


def shoot(name):
    """The page down to 6000 px."""
    height = min(6000, browser.execute_script("return document.documentElement.scrollHeight"))
    width = browser.execute_script("return innerWidth")
    picture = browser.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}})
    (screenshots / f"{name}.png").write_bytes(base64.b64decode(picture["data"]))


def show_all():
    """Scrolls through the page, so that every chart has come alive that will."""
    browser.execute_script("""
        for (const figure of document.querySelectorAll("figure")) figure.scrollIntoView();""")
    time.sleep(.3)
    browser.execute_script("scrollTo(0, 0)")


def check_with_axe(what):
    browser.execute_script(axe)
    result = browser.execute_async_script("""
        const done = arguments[arguments.length - 1];
        axe.run(document, { preload: false, resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }).then(done, e => done({ error: String(e) }));""")
    if "error" in result:
        find(f"{what}: axe failed: {result['error']}")
        return
    for violation in result["violations"]:
        nodes = violation["nodes"]
        line = f"{what}: {violation['impact']}: {violation['id']} ({violation['help']}), {len(nodes)} times, first {nodes[0]['target']} {nodes[0]['failureSummary'][:300]!r}"
        find(line) if violation["impact"] in ("serious", "critical") else print("note", line, flush=True)


def check_page(name):
    for theme in ("light", "dark"):
        for width, height in ((1280, 900), (320, 640)):
            size(width, height)
            go(name, theme)
            show_all()
            check_with_axe(f"{name}, {theme}, {width} px")
            if width == 320:
                wide = browser.execute_script("""
                    const page = document.documentElement;
                    return page.scrollWidth <= page.clientWidth ? [] : [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > page.clientWidth + 1 && e.offsetParent)
                        .slice(0, 5).map(e => `${e.tagName}.${e.className} ${e.textContent.slice(0, 40)}`).concat(`${page.scrollWidth} px`);""")
                expect(not wide, f"{name} scrolls sideways at 320 px: {wide}")
            shoot(f"{name[:-5]}-{theme}-{width}")
    print(f"{name}: four ways", flush=True)


def keys(*pressed):
    webdriver.ActionChains(browser).send_keys(*pressed).perform()


def focused():
    return browser.switch_to.active_element


def check_search():
    size(1280, 900)
    go("index.html")
    keys("/")
    expect(focused().get_attribute("id") == "search-words", "the key / does not lead to the search")
    keys(word)
    for _ in range(50):
        time.sleep(.1)
        if browser.find_elements(By.CSS_SELECTOR, ".results a"):
            break
    results = browser.find_elements(By.CSS_SELECTOR, ".results a")
    expect(results, f"the search finds nothing for {word}")
    expect("place" in browser.find_element(By.CSS_SELECTOR, ".search [role=status]").text, "the search does not say how much it found")
    expect(word in results[0].text.lower(), f"the first result does not have the word {word}: {results[0].text}")
    check_with_axe("the search, wide")
    shoot("search-1280")
    keys(Keys.ARROW_DOWN)
    expect(focused().tag_name == "a", "the arrow key does not lead to the first result")
    keys(Keys.ENTER)
    expect(not browser.current_url.endswith("index.html?theme=light"), "Enter does not open a result")
    size(320, 640)
    go("index.html", "dark")
    browser.find_element(By.CSS_SELECTOR, ".search-open").click()
    keys(word)
    time.sleep(1)
    check_with_axe("the search, narrow and dark")
    shoot("search-320")
    keys(Keys.ESCAPE)
    expect("search-open" in focused().get_attribute("class"), "Escape does not lead back from the search")
    browser.find_element(By.CSS_SELECTOR, ".search-open").click()
    focused().send_keys("qqqxyzzy")
    time.sleep(.5)
    expect("Nothing" in browser.find_element(By.CSS_SELECTOR, ".search [role=status]").text, "the search does not say that it found nothing")
    print("the search", flush=True)


def check_terms():
    for width in (1280, 320):
        size(width, 640)
        go(term_page)
        term = browser.find_element(By.CSS_SELECTOR, "a.term")
        browser.execute_script("arguments[0].scrollIntoView({ block: 'center' }); document.querySelector('main').focus({ preventScroll: true });", term)
        time.sleep(.3)
        for _ in range(60):
            keys(Keys.TAB)
            if focused().get_attribute("class") == "term":
                break
        tip = browser.find_element(By.ID, "meaning")
        expect(tip.is_displayed() and tip.text == focused().get_attribute("data-meaning"), f"the focus on a term does not show its meaning at {width} px")
        box = tip.rect
        expect(box["x"] >= 0 and box["x"] + box["width"] <= width, f"the meaning of a term does not fit into {width} px: {box}")
        check_with_axe(f"the meaning of a term, {width} px")
        picture = browser.execute_cdp_cmd("Page.captureScreenshot", {})
        (screenshots / f"term-{width}.png").write_bytes(base64.b64decode(picture["data"]))
        keys(Keys.ESCAPE)
        expect(not tip.is_displayed(), "Escape does not hide the meaning of a term")
    size(1280, 640)
    term = browser.find_element(By.CSS_SELECTOR, "a.term")
    browser.execute_script("arguments[0].scrollIntoView({ block: 'center' })", term)
    time.sleep(.3)
    webdriver.ActionChains(browser).move_to_element(term).perform()
    expect(tip.is_displayed(), "pointing at a term does not show its meaning")
    print("the terms", flush=True)


def check_reading(chapter):
    size(1280, 300)  # lower than the shortest chapter
    go("index.html")
    browser.execute_script("localStorage.clear()")
    go("index.html")
    row = f".reading[data-chapter='{chapter[:-5]}']"
    expect("opened" not in browser.find_element(By.CSS_SELECTOR, row).text and "read" not in browser.find_element(By.CSS_SELECTOR, row).text, "a chapter counts as read before it was opened")
    expect(not browser.find_element(By.CSS_SELECTOR, ".reset").is_displayed(), "there is something to forget before anything was read")
    go(chapter)
    time.sleep(.3)
    go("index.html")
    expect("opened" in browser.find_element(By.CSS_SELECTOR, row).text, "a chapter that was opened is not shown as opened")
    go(chapter)
    browser.execute_script("document.querySelector('main .end').scrollIntoView()")
    time.sleep(.5)
    go("index.html")
    expect("read" in browser.find_element(By.CSS_SELECTOR, row).text, "a chapter that was read to the end is not shown as read")
    browser.find_element(By.CSS_SELECTOR, ".reset button").click()
    browser.switch_to.alert.accept()
    expect("read" not in browser.find_element(By.CSS_SELECTOR, row).text, "what was read is not forgotten")
    browser.execute_script("localStorage.setItem('llmcourse-reading', '{{{')")
    go("index.html")
    expect(browser.find_element(By.CSS_SELECTOR, row), "spoilt storage spoils the page")
    print("what has been read", flush=True)


def check_menu(chapter):
    size(1280, 900)
    go(chapter)
    summary = browser.find_element(By.CSS_SELECTOR, ".menu summary")
    summary.click()
    expect(browser.find_element(By.CSS_SELECTOR, ".menu-list [aria-current=page]").is_displayed(), "the menu does not show where one is")
    check_with_axe("the menu, wide")
    keys(Keys.ESCAPE)
    expect(not browser.find_element(By.CSS_SELECTOR, ".menu-list").is_displayed(), "Escape does not close the menu")
    size(320, 640)
    go(chapter, "dark")
    browser.find_element(By.CSS_SELECTOR, ".menu summary").click()
    box = browser.find_element(By.CSS_SELECTOR, ".menu-list").rect
    expect(box["x"] >= 0 and box["x"] + box["width"] <= 320, f"the menu does not fit into 320 px: {box}")
    check_with_axe("the menu, narrow and dark")
    picture = browser.execute_cdp_cmd("Page.captureScreenshot", {})
    (screenshots / "menu-320.png").write_bytes(base64.b64decode(picture["data"]))
    print("the menu", flush=True)


def check_focus(name):
    """Whatever the Tab key reaches shows that it is reached."""
    size(1280, 900)
    go(name)
    for _ in range(25):
        keys(Keys.TAB)
        seen = browser.execute_script("""
            const e = document.activeElement, s = getComputedStyle(e);
            return e === document.body || s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 ? null : `${e.tagName}.${e.className}`;""")
        expect(seen is None, f"{name}: the focus on {seen} cannot be seen")
    print(f"{name}: the focus", flush=True)


def check_print(name):
    """On paper, which does not scroll, nothing may be wider than the page: 176 mm of an A4."""
    size(665, 900)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    go(name, "dark")
    cut = browser.execute_script("""
        return [...document.querySelectorAll("main *")].filter(e => e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 2 && !["visible", ""].includes(getComputedStyle(e).overflowX) || e.getBoundingClientRect().right > innerWidth + 2)
            .filter(e => !e.closest(".visually-hidden, .katex, svg")).slice(0, 5).map(e => `${e.tagName}.${e.className} ${e.textContent.slice(0, 60)}`);""")
    expect(not cut, f"{name}: on paper this is cut: {cut}")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    size(1280, 900)
    go(name, "dark")
    show_all()
    page = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})
    (screenshots / f"{name[:-5]}.pdf").write_bytes(base64.b64decode(page["data"]))


def check_network():
    """What the browser asked for: nothing but files."""
    asked = set()
    for entry in browser.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            asked.add(message["params"]["request"]["url"].split(":")[0])
    expect(asked <= {"chrome", "file", "data", "blob"}, f"the site asks for {asked}")
    for message in sorted({entry["message"] for entry in browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")}):
        find(f"the console says: {message}")
    print("no network", flush=True)


profile = tempfile.mkdtemp(prefix="course-site-")
browser = start_browser(profile)
try:
    pages = sorted(path.name for path in site.glob("*.html"))
    chapters = [name for name in pages if name[:2].isdigit()]
    for page in pages:
        check_page(page)
    check_search()
    check_terms()
    check_reading(chapters[0])
    check_menu(chapters[0])
    for page in ("index.html", chapters[0]):
        check_focus(page)
    for page in pages:
        check_print(page)
    check_network()
finally:
    browser.quit()
    shutil.rmtree(profile, ignore_errors=True)

print("all seen" if not findings else f"{len(findings)} findings")
sys.exit(bool(findings))
