#!/usr/bin/python3
"""Drives the program in a real window on a screen of its own, and finds what it presses by what is written on it.

    tests/window/drive.py [--size 1280x800] [--pictures DIR] [--ibus ENGINE | --fcitx5 ENGINE] STEPS -- PROGRAM [ARG ...]

STEPS is a file with one step a line ("-" reads standard input); empty lines and lines that begin with # are skipped.
NAME is the whole accessible name of a widget, or ~REGEX found anywhere in it.

    wait NAME [within SECONDS]      until it is on the screen (20 seconds unless told)
    gone NAME [within SECONDS]      until it is not
    holds TEXT                      until a field holds exactly this
    click NAME                      presses it as a screen reader does
    point NAME                      presses it with the mouse
    enter NAME                      presses the field with the mouse, until the keyboard is in it
    fill NAME = TEXT                presses the field with the mouse and replaces what stands in it
    key KEYS                        for example: key ctrl+k
    fills                           the window takes the whole screen
    type TEXT                       into whatever has the focus
    rest SECONDS                    what a person does between typing and Enter, and a scanner does not
    scan TEXT                       the same as a barcode scanner does, with Enter behind it
    scan TEXT until NAME            the same, and once more whenever the window says that it came in pieces, up to 5 times
    drop FILE on NAME               carries a file onto the widget, as a file manager does; $VARIABLES are replaced
    shot NAME.png                   a picture of the screen, into the folder of --pictures
    cpu SECONDS [below PERCENT]     the share of one core the program uses over that time
    kill | stop | close             ends the program by SIGKILL, by SIGTERM, or by closing its window (it must exit with 0)
    died | ended                    until the program ends by itself, not well or well
    start                           starts it again
    away                            until its window is out of sight, while the program runs on
    again                           starts it a second time: that one must end well, and the first one's window be in sight

Every step prints ok or FAIL and its time. The first that fails ends the run with status 1, the accessibility tree and
failed.png. The environment passes through to the program. Whatever was started is ended with the run.

With --ibus or --fcitx5 an input method stands between the keyboard and the program, with this engine: --ibus
xkb:us::eng, --ibus libpinyin, --fcitx5 keyboard-us, --fcitx5 pinyin.

Needs xvfb openbox xdotool imagemagick dbus at-spi2-core python3-gi gir1.2-atspi-2.0 python3-xlib and a software renderer
of mesa; for --ibus, ibus and the engine's package (ibus-libpinyin); for --fcitx5, fcitx5 and fcitx5-pinyin.
"""
import argparse
import contextlib
import ctypes
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

TIMEOUT, PAUSE = 20.0, 0.1
LIBC = ctypes.CDLL(None)
STILL_WITHIN = 4.0  # a screen that never stands still is taken as it is by then, seconds
SCANS = 5  # so often a code is scanned again that came in pieces
CUT = "The scan came in pieces and was not used. Scan it again."
FRAME = 0.2  # longer than a software renderer takes for one picture, seconds
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


class StepFailed(Exception):
    """A step that did not come true; the text says what was seen instead."""


def until(condition, what, seconds=TIMEOUT):
    """The first true answer of `condition`, asked again and again for `seconds`."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        if time.monotonic() > deadline:
            raise StepFailed(f"{what}, even after {seconds:g} s")
        time.sleep(PAUSE)
    return answer


def launch(command, **options):
    """Starts `command` so that it also ends if this driver is killed."""
    return subprocess.Popen(command, preexec_fn=lambda: LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL), **options)


def quiet(command):
    """Whether `command` succeeds; what it prints is not wanted."""
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


def children():
    """Processes below this one. Orphans are handed up to it, so none is missed however it was started."""
    lists = pathlib.Path("/proc/self/task").glob("*/children")
    return [int(pid) for text in lists for pid in text.read_text().split()]


def end_everything():
    """Ends what is left below this process: asked first, so that the X server takes its lock away, then by force."""
    for order in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + 3
        while (pids := children()) and time.monotonic() < deadline:
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, order)
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, os.WNOHANG)
            time.sleep(PAUSE / 2)


def first_line(command, channel_option):
    """Starts a server that writes one line to the channel named in its option when it is up; returns that line."""
    reading, writing = os.pipe()
    launch([*command, channel_option.format(writing)], pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as channel:
        line = channel.readline().strip()
    if not line:
        raise StepFailed(f"{command[0]} did not start")
    return line


def open_screen(size, folder):
    """An X server, a window manager, a session bus and the accessibility bus, each up before the next needs it."""
    os.environ.update(XDG_RUNTIME_DIR=folder, XDG_SESSION_TYPE="x11", LIBGL_ALWAYS_SOFTWARE="1")
    os.environ.pop("WAYLAND_DISPLAY", None)
    screen = ["Xvfb", "-screen", "0", f"{size}x24", "-nolisten", "tcp", "-displayfd"]
    os.environ["DISPLAY"] = ":" + first_line(screen, "{}")
    launch(["openbox"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(lambda: quiet(["xdotool", "get_num_desktops"]), "the window manager is not up")
    bus = ["dbus-daemon", "--session", "--nofork", "--nopidfile"]
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = first_line(bus, "--print-address={}")
    switch_accessibility_on()


def switch_accessibility_on():
    """Asks for the accessibility bus, which starts it, and says that somebody reads the screen."""
    from gi.repository import Gio, GLib

    session = Gio.bus_get_sync(Gio.BusType.SESSION)

    def ask(interface, method, values):
        with contextlib.suppress(GLib.Error):
            session.call_sync("org.a11y.Bus", "/org/a11y/bus", interface, method, values, None, 0, 5000, None)
            return True
        return False

    until(lambda: ask("org.a11y.Bus", "GetAddress", None), "the accessibility bus is not up")
    for name in ("IsEnabled", "ScreenReaderEnabled"):
        value = GLib.Variant("(ssv)", ("org.a11y.Status", name, GLib.Variant("b", True)))
        if not ask("org.freedesktop.DBus.Properties", "Set", value):
            raise StepFailed(f"{name} cannot be switched on")


def start_ibus(folder, engine):
    """IBus as it comes, without its panel; up once it answers as an input method of X11 and the engine is chosen."""
    os.environ.update(XMODIFIERS="@im=ibus", LC_CTYPE="C.UTF-8", IBUS_ADDRESS_FILE=f"{folder}/ibus", XDG_CONFIG_HOME=f"{folder}/config")
    launch(["ibus-daemon", "--xim", "--panel=disable", "--emoji-extension=disable", "--cache=none"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(lambda: chosen(engine), f"IBus does not answer, or has no {engine}")
    until(lambda: serves_x11("@server=ibus"), "IBus serves no programs of X11")


def chosen(engine):
    """Chooses an engine of IBus; true once it is the one. Of some the first word is a no, and they are there all the same."""
    quiet(["ibus", "engine", engine])
    now = subprocess.run(["ibus", "engine"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    return now.stdout.strip() == engine


def start_fcitx5(folder, engine):
    """Fcitx 5 with one engine, which is active from the start; up once it answers as an input method of X11."""
    os.environ.update(XMODIFIERS="@im=fcitx", LC_CTYPE="C.UTF-8", XDG_CONFIG_HOME=f"{folder}/config")
    profile = pathlib.Path(folder, "config/fcitx5/profile")
    profile.parent.mkdir(parents=True)
    profile.write_text(FCITX5_PROFILE.format(engine))
    (profile.parent / "config").write_text("[Behavior]\nActiveByDefault=True\n")
    launch(["fcitx5", "--disable", "wayland,waylandim,notificationitem"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(lambda: serves_x11("@server=fcitx"), "Fcitx serves no programs of X11")


FCITX5_PROFILE = """[Groups/0]
Name=Default
Default Layout=us
DefaultIM={0}
[Groups/0/Items/0]
Name=keyboard-us
[Groups/0/Items/1]
Name={0}
[GroupOrder]
0=Default
"""


def serves_x11(server):
    """Whether this input method has told the screen that it is there; asked in a process of its own, whose Xlib may fail."""
    return quiet(["/usr/bin/python3", "-c", INPUT_METHODS, server])


INPUT_METHODS = """
import sys
from Xlib import X, display
screen = display.Display()
servers = screen.screen().root.get_full_property(screen.get_atom("XIM_SERVERS"), X.AnyPropertyType)
names = [screen.get_atom_name(server) for server in (servers.value if servers else [])]
raise SystemExit(sys.argv[1] not in names)
"""


class Screen:
    """What a screen reader sees of the programs on this screen, or of one of them: of `only`, a process."""

    def __init__(self):
        self.only = None
        import gi

        gi.require_version("Atspi", "2.0")
        from gi.repository import Atspi, GLib

        self.atspi, self.glib = Atspi, GLib
        Atspi.init()

    def widgets(self):
        """Every widget with its depth, parents first, as it is now and not as it was remembered."""
        while self.glib.MainContext.default().iteration(False):
            pass
        desktop = self.atspi.get_desktop(0)
        for program in self.below(desktop):
            if self.only is not None and not self.is_of(program, self.only):
                continue
            program.clear_cache()
            yield from self.walk(program, 0)

    def is_of(self, program, pid):
        with contextlib.suppress(self.glib.Error):
            return program.get_process_id() == pid
        return False

    def walk(self, widget, depth):
        yield widget, depth
        for child in self.below(widget):
            yield from self.walk(child, depth + 1)

    def below(self, widget):
        """The children that still exist: a screen changes while it is read."""
        with contextlib.suppress(self.glib.Error):
            for n in range(widget.get_child_count()):
                child = widget.get_child_at_index(n)
                if child is not None:
                    yield child

    def words(self, widget):
        """What is written on `widget`: its name, or the text in it if it has none."""
        with contextlib.suppress(self.glib.Error):
            name = widget.get_name()
            if not name and "Text" in widget.get_interfaces():
                name = self.atspi.Text.get_text(widget, 0, -1)
            return name or ""
        return ""

    def holds(self, text):
        """Whether a field holds exactly `text`."""
        return any(self.content(widget) == text for widget, _ in self.widgets())

    def content(self, widget):
        with contextlib.suppress(self.glib.Error):
            if "Text" in widget.get_interfaces() and widget.get_role_name() != "label":
                return self.atspi.Text.get_text(widget, 0, -1)
        return None

    def has(self, widget, state):
        with contextlib.suppress(self.glib.Error):
            return widget.get_state_set().contains(state)
        return False

    def find(self, name, usable=False):
        """The widget called `name`: one that can be pressed before one that only shows the words."""
        fits = re.compile(name[1:]).search if name.startswith("~") else name.__eq__
        found = [widget for widget, _ in self.widgets() if fits(self.words(widget))]
        if usable:
            found = [widget for widget in found if self.has(widget, self.atspi.StateType.ENABLED)]
        return min(found, key=lambda widget: not self.actions(widget), default=None)

    def actions(self, widget):
        with contextlib.suppress(self.glib.Error):
            pressable = "Action" in widget.get_interfaces() and widget.get_role_name() != "label"
            return self.atspi.Action.get_n_actions(widget) if pressable else 0
        return 0

    def middle(self, widget):
        box = self.atspi.Component.get_extents(widget, self.atspi.CoordType.SCREEN)
        return str(box.x + box.width // 2), str(box.y + box.height // 2)

    def tree(self):
        """The whole screen in words, one widget a line."""
        lines = []
        for widget, depth in self.widgets():
            with contextlib.suppress(self.glib.Error):
                lines.append(f"{'  ' * depth}{widget.get_role_name()} {self.words(widget)!r}")
        return "\n".join(lines)


class Drag:
    """A file that is carried onto a window, by version 5 of freedesktop's XDND; the other side asks for it as it likes."""

    def __init__(self, path):
        from Xlib import X, display
        from Xlib.protocol import event

        self.x, self.event, self.path = X, event, path
        self.display = display.Display()
        self.root = self.display.screen().root
        self.source = self.root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
        self.source.set_selection_owner(self.atom("XdndSelection"), X.CurrentTime)

    def atom(self, name):
        return self.display.get_atom(name)

    def onto(self, x, y):
        """Enters, waits for the yes, lets go, waits for the thanks."""
        target = self.target(x, y)
        self.tell(target, "XdndEnter", 5 << 24, self.atom("text/uri-list"))
        self.tell(target, "XdndPosition", 0, x << 16 | y, self.x.CurrentTime, self.atom("XdndActionCopy"))
        if not self.answer("XdndStatus")[1] & 1:
            raise StepFailed("the window takes no files here")
        self.tell(target, "XdndDrop", 0, self.x.CurrentTime)
        self.answer("XdndFinished")
        self.display.close()

    def target(self, x, y):
        """The innermost window there that takes what is carried: a window manager puts frames around it."""
        window, found = self.root, None
        while (child := window.translate_coords(self.root, x, y).child) != self.x.NONE:
            window = child
            if window.get_full_property(self.atom("XdndAware"), self.x.AnyPropertyType):
                found = window
        if found is None:
            raise StepFailed("no window there takes files")
        return found

    def tell(self, target, kind, *words):
        data = (32, [self.source.id, *words, 0, 0, 0, 0][:5])
        target.send_event(self.event.ClientMessage(window=target, client_type=self.atom(kind), data=data))
        self.display.flush()

    def answer(self, kind):
        """The words of the next message of this kind; whoever asks for the file meanwhile is given its address."""

        def heard():
            while self.display.pending_events():
                event = self.display.next_event()
                if event.type == self.x.SelectionRequest:
                    self.give(event)
                elif event.type == self.x.ClientMessage and event.client_type == self.atom(kind):
                    return event.data[1]
            return None

        return until(heard, f"no {kind} came")

    def give(self, asked):
        address = self.path.resolve().as_uri() + "\r\n"
        asked.requestor.change_property(asked.property, asked.target, 8, address.encode())
        words = dict(requestor=asked.requestor, selection=asked.selection, target=asked.target, property=asked.property)
        asked.requestor.send_event(self.event.SelectionNotify(time=asked.time, **words))
        self.display.flush()


class Driver:
    """Carries out the steps; each method is the verb of the same name."""

    def __init__(self, command, pictures):
        self.command, self.pictures, self.screen, self.program = command, pictures, Screen(), None

    def run(self, line):
        verb, _, rest = line.partition(" ")
        if verb not in VERBS:
            raise StepFailed(f"{verb!r} is not a step")
        VERBS[verb](self, *([rest.strip()] if rest.strip() else []))

    def alive(self):
        if self.program.poll() is not None:
            raise StepFailed(f"the program ended with {self.program.returncode}")
        return True

    def start(self):
        self.program = launch(self.command, stdout=sys.stderr)

    def end(self):
        try:
            return until(lambda: self.program.poll() is not None, "the program still runs")
        except StepFailed as still:
            raise StepFailed(f"{still}\n{self.whereabouts()}") from still

    def in_sight(self):
        return quiet(["xdotool", "search", "--onlyvisible", "--pid", str(self.program.pid)])

    def away(self):
        until(lambda: self.alive() and not self.in_sight(), "its window is still in sight")

    def again(self):
        second = subprocess.run(self.command, stdout=sys.stderr, timeout=TIMEOUT, check=False)
        if second.returncode != 0:
            raise StepFailed(f"the second start ended with {second.returncode}")
        until(lambda: self.alive() and self.in_sight(), "its window is not in sight")

    def whereabouts(self):
        """Whether its window is still there, and what each of its threads waits in: why a program does not end."""
        pid = self.program.pid
        lines = [f"its window is {'still there' if self.in_sight() else 'gone'}; its threads:"]
        for task in sorted(pathlib.Path(f"/proc/{pid}/task").glob("*")):
            with contextlib.suppress(OSError):
                lines.append(f"  {(task / 'comm').read_text().strip()}: {(task / 'wchan').read_text() or 'running'}")
        return "\n".join(lines)

    def kill(self):
        self.program.kill()
        self.end()

    def died(self):
        self.end()
        if self.program.returncode >= 0:
            raise StepFailed(f"the program ended with {self.program.returncode}, as a program that is well")

    def stop(self):
        self.program.terminate()
        self.end()

    def close(self):
        self.key("alt+F4")
        self.ended()

    def ended(self):
        self.end()
        if self.program.returncode != 0:
            raise StepFailed(f"the program ended with {self.program.returncode}")

    def wait(self, text):
        name, seconds = limit(text, "within", TIMEOUT)
        until(lambda: self.screen.find(name) or not self.alive(), f"{name!r} is not there", seconds)

    def gone(self, text):
        name, seconds = limit(text, "within", TIMEOUT)
        until(lambda: self.alive() and not self.screen.find(name), f"{name!r} is still there", seconds)

    def holds(self, text):
        text, seconds = limit(text, "within", TIMEOUT)
        until(lambda: self.alive() and self.screen.holds(text), f"no field holds {text!r}", seconds)

    def usable(self, name):
        return until(lambda: self.alive() and self.screen.find(name, usable=True), f"{name!r} is not there or greyed out")

    def click(self, name):
        if not self.screen.atspi.Action.do_action(self.usable(name), 0):
            raise StepFailed(f"{name!r} cannot be pressed")

    def point(self, name):
        xdotool("mousemove", *self.screen.middle(self.usable(name)), "click", "1")

    def enter(self, name):
        focused = self.screen.atspi.StateType.FOCUSED

        def entered():
            # What stands above it may still move, and the press fall beside it.
            self.point(name)
            with contextlib.suppress(StepFailed):
                return until(lambda: self.screen.has(self.usable(name), focused), "", 10 * FRAME)

        until(entered, f"{name!r} does not take the focus")

    def fill(self, text):
        name, _, words = text.partition(" = ")
        self.enter(name)
        self.key("ctrl+a")
        self.type(words) if words else self.key("Delete")

    def key(self, keys):
        xdotool("key", *keys.split())

    def fills(self):
        """The window takes the whole screen, as a maximised one does."""
        from Xlib import X, display
        from Xlib.protocol import event
        command = ["xdotool", "search", "--onlyvisible", "--all", "--pid", str(self.program.pid), "--name", "."]
        found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        screen = display.Display()
        states = [screen.intern_atom(f"_NET_WM_STATE_MAXIMIZED_{way}") for way in ("HORZ", "VERT")]
        for number in found.split():
            window = screen.create_resource_object("window", int(number))
            wish = event.ClientMessage(window=window, client_type=screen.intern_atom("_NET_WM_STATE"), data=(32, [1, *states, 1, 0]))
            screen.screen().root.send_event(wish, event_mask=X.SubstructureRedirectMask | X.SubstructureNotifyMask)
        screen.sync()
        screen.close()

    def type(self, words):
        if not words.isascii():
            put_on_keys(words)
        xdotool("type", "--delay", "10", words)

    def rest(self, seconds):
        time.sleep(float(seconds))

    def scan(self, text):
        words, _, name = text.partition(" until ")
        for _ in range(SCANS if name else 1):
            # One call: between two the rhythm would be a person's.
            xdotool("type", "--args", "1", "--delay", "4", words, "key", "Return")
            if not name or self.comes(name):
                return
            # An input method on a busy computer stands still inside of a code. What came is not used and the window says
            # so, and a person does what it says.
            if not self.screen.find(CUT):
                break
            print(f"     {words!r} came in pieces: once more", flush=True)
        raise StepFailed(f"{name!r} is not there after the scan")

    def comes(self, name):
        """True once it is on the screen or in a field, False if it stays away."""
        try:
            return until(lambda: self.alive() and (self.screen.find(name) or self.screen.holds(name)), "", TIMEOUT)
        except StepFailed:
            self.alive()
            return False

    def drop(self, text):
        path, _, name = text.partition(" on ")
        x, y = map(int, self.screen.middle(self.usable(name)))
        Drag(pathlib.Path(os.path.expandvars(path))).onto(x, y)

    def shot(self, name):
        """A picture once the screen stands still: the tree is told before a slow renderer has drawn."""
        self.pictures.mkdir(parents=True, exist_ok=True)
        before, end = None, time.monotonic() + STILL_WITHIN
        while True:
            now = subprocess.run(["import", "-window", "root", "-depth", "8", "rgb:-"], check=True, capture_output=True).stdout
            if now == before or time.monotonic() > end:
                break
            before = now
            time.sleep(FRAME)
        subprocess.run(["import", "-window", "root", str(self.pictures / name)], check=True)

    def used(self):
        """Seconds of processor time since the program started."""
        fields = pathlib.Path(f"/proc/{self.program.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def cpu(self, text):
        seconds, most = limit(text, "below", float("inf"))
        used, began = self.used(), time.monotonic()
        time.sleep(float(seconds))
        percent = 100 * (self.used() - used) / (time.monotonic() - began)
        print(f"     {percent:.2f} % of one core", flush=True)
        if percent >= most:
            raise StepFailed(f"{percent:.2f} % of one core, not below {most:g} %")


VERBS = {verb: getattr(Driver, verb) for verb in "wait gone holds click point enter fill key type rest fills scan drop shot cpu kill died ended stop close start away again".split()}


def limit(text, word, otherwise):
    """Splits "NAME within 60" into the name and the number; `otherwise` is the number if there is none."""
    match = re.fullmatch(rf"(.*?)\s+{word}\s+(\d+(?:\.\d+)?)", text)
    return (match[1], float(match[2])) if match else (text, otherwise)


def put_on_keys(words):
    """Puts signs that are on no key onto spare ones, and leaves them there. xdotool puts each on a key for as long as it types
    it, and a slow window asks only later what the key writes: it gets the next sign, or none."""
    from Xlib import display

    screen = display.Display()
    first, last = screen.display.info.min_keycode, screen.display.info.max_keycode
    keys = screen.get_keyboard_mapping(first, last - first + 1)
    there = {symbols[0] for symbols in keys}
    wanted = {UNICODE + ord(sign) for sign in words if not sign.isascii()}
    spare = [first + at for at, symbols in enumerate(keys) if not any(symbols) or symbols[0] >= UNICODE and symbols[0] not in wanted]
    new = wanted - there
    for key, symbol in zip(spare, new, strict=False):
        screen.change_keyboard_mapping(key, [[symbol, symbol]])
    screen.sync()
    screen.close()
    time.sleep(3 * FRAME if new else 0)


UNICODE = 0x1000000  # the symbol of a character on a key


def xdotool(*arguments):
    subprocess.run(["xdotool", *arguments], check=True)


def drive(lines, driver):
    """Runs the steps in order; False at the first that fails."""
    driver.start()
    for line in filter(lambda line: line and not line.startswith("#"), map(str.strip, lines)):
        began = time.monotonic()
        try:
            driver.run(line)
        except Exception as error:  # whatever it was, the run is over and the screen must be told
            print(f"FAIL {time.monotonic() - began:6.2f} s  {line}: {error}\n{driver.screen.tree()}", flush=True)
            with contextlib.suppress(Exception):
                driver.shot("failed.png")
            return False
        print(f"ok   {time.monotonic() - began:6.2f} s  {line}", flush=True)
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="1280x800", help="the size of the screen")
    parser.add_argument("--pictures", type=pathlib.Path, default=pathlib.Path("."), help="the folder for pictures")
    methods = parser.add_mutually_exclusive_group()
    methods.add_argument("--ibus", metavar="ENGINE", help="with IBus, for example xkb:us::eng")
    methods.add_argument("--fcitx5", metavar="ENGINE", help="with Fcitx 5, for example pinyin")
    parser.add_argument("steps", type=argparse.FileType(encoding="utf-8"))
    parser.add_argument("command", nargs="+", metavar="PROGRAM")
    asked = parser.parse_args()
    LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with tempfile.TemporaryDirectory(prefix="zhanggui-window-", ignore_cleanup_errors=True) as folder:
            open_screen(asked.size, folder)
            if asked.ibus:
                start_ibus(folder, asked.ibus)
            if asked.fcitx5:
                start_fcitx5(folder, asked.fcitx5)
            return 0 if drive(asked.steps, Driver(asked.command, asked.pictures)) else 1
    except StepFailed as error:
        print(f"FAIL before the first step: {error}", flush=True)
        return 1
    finally:
        end_everything()


if __name__ == "__main__":
    sys.exit(main())
