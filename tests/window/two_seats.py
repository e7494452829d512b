#!/usr/bin/python3
"""Two real windows on one shop, side by side on one screen: what one does, the other shows, and what comes too late is refused.

    tests/window/two_seats.py PICTURES PROGRAM FOLDER FOLDER       the folders of two computers of a shop on a server

The story that starts it (tests/stories/two_windows.rs) is asked for what happens at neither window: a line `ASK order` or
`ASK forged` on the output, answered by a line on the input. The people and their PINs are that story's.
"""
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import drive  # noqa: E402

WIDTH, HEIGHT = 1280, 800
FRAME_OF_WINDOW = 140  # on a screen that is hardly larger the window takes all of it
SEEN_WITHIN = 0.5  # from the commit to both screens, seconds
ORDERS = 5  # so often it is measured; the best counts, for another program may have the processor


class Window(drive.Driver):
    """One of the two: its steps are those of its own program, and it comes to the front before anything is typed."""

    def __init__(self, command, pictures, place):
        super().__init__(command, pictures)
        self.place = place

    def start(self):
        super().start()
        self.screen.only = self.program.pid
        self.wait("谁在用？ within 60")
        window = self.windows()[0]
        # One that another covers draws nothing.
        drive.xdotool("windowmove", window, str(self.place * WIDTH), "0", "windowsize", window, str(WIDTH), str(HEIGHT))
        time.sleep(3 * drive.FRAME)

    def windows(self):
        asked = ["xdotool", "search", "--onlyvisible", "--all", "--pid", str(self.program.pid), "--name", "."]
        return subprocess.run(asked, stdout=subprocess.PIPE, text=True, check=True).stdout.split()

    def to_front(self):
        drive.xdotool("windowactivate", "--sync", self.windows()[-1])

    def run(self, line):
        began = time.monotonic()
        if line.partition(" ")[0] in ("key", "type", "fill", "enter", "point", "close"):
            self.to_front()
        super().run(line)
        print(f"ok   {time.monotonic() - began:6.2f} s  {'left ' if self.place == 0 else 'right'} {line}", flush=True)

    def signs_in(self, name, role, pin):
        self.run(f"click {name} · {role}")
        self.run(f"fill {name}的 PIN 码 = {pin}")
        self.run("click 解锁")
        self.run("gone 谁在用？")

    def sees(self, name):
        """Whether it is on the screen now; nothing is waited for."""
        return self.screen.find(name) is not None


def ask(what):
    """The story does it; its answer in words."""
    print(f"ASK {what}", flush=True)
    return sys.stdin.readline().split()


def appears_in_both(left, right):
    """How long from the commit until both show it, at most: the looking is in it."""
    order_no, committed = ask("order")
    waiting = {"left": left, "right": right}
    times = {}
    while waiting:
        for name, window in list(waiting.items()):
            window.alive()
            if window.sees(f"~{order_no}"):
                times[name] = time.time() - float(committed)
                del waiting[name]
        if waiting and time.time() - float(committed) > drive.TIMEOUT:
            raise drive.StepFailed(f"{order_no} is not in {list(waiting)}")
    print(f"ok   {order_no}: left after {times['left']:.2f} s, right after {times['right']:.2f} s", flush=True)
    return max(times.values())


def story(left, right):
    for window in (left, right):
        window.start()
    left.run("shot 1-locked.png")
    left.signs_in("韩梅梅", "店主", "1111")
    right.signs_in("李雷", "店员", "2222")
    for window in (left, right):
        window.run("click ~^订单")
        window.run("wait ~SC20260901-00000001")
    seen = min(appears_in_both(left, right) for _ in range(ORDERS))
    if seen > SEEN_WITHIN:
        raise drive.StepFailed(f"an order is in both windows after {seen:.2f} s, not within {SEEN_WITHIN} s")
    left.run("shot 2-order-in-both.png")

    # Both ask themselves whether to pay; the clerk says yes, the owner a moment later, on what stood there before.
    for window in (left, right):
        window.run("click ~^退款")
        window.run("click ~^同意退款 ¥7.00")
        window.run("wait 确认退款 ¥7.00？")
    left.run("wait 李雷正在处理这笔退款")
    right.run("wait 韩梅梅正在处理这笔退款")
    left.run("shot 3-both-decide.png")
    right.run("click 退款 ¥7.00")
    right.run("gone 确认退款 ¥7.00？")
    right.run("gone ~^同意退款 ¥7.00")
    left.run("gone ~^同意退款 ¥7.00")
    left.run("shot 4-one-approved.png")
    left.run("click 退款 ¥7.00")
    left.run("wait ~^李雷已在 .+ 决定：.+没有执行")
    left.run("shot 5-too-late.png")

    # Somebody else at the same window: a packer has no refund, no page of money, and no command that gives any.
    left.run("click 韩梅梅 · 店主")
    left.signs_in("林涛", "打包员", "3333")
    for page in ("今日", "退款", "商品", "对账", "备份", "设置"):
        left.run(f"gone {page}")
    left.run("click ~^订单")
    left.run("click ~SC20260901-00000002")
    left.run("wait ~打包员不能退款")
    for button in ("~^退款.*…$", "~^同意退款", "~^拒绝"):
        left.run(f"gone {button}")
    if ask("forged") != ["refused"]:
        raise drive.StepFailed("the forged command was carried out")
    left.run("shot 6-packer.png")
    right.run("click ~^订单")
    right.run("click ~SC20260901-00000001")
    right.run("wait ~没有允许：退款")
    right.run("shot 7-forged-is-recorded.png")

    # Both have one order open; the window that worked dies of it, and the other one misses it and takes the shop over.
    right.run("click ~SC20260901-00000002")
    right.run("wait 林涛也在看这笔订单")
    right.run("shot 8-both-look.png")
    left.run("kill")
    right.run("gone 林涛也在看这笔订单 within 20")
    right.run("click 系统状态")
    right.run("wait ~收单和退款的电脑：")
    right.run("shot 9-who-works.png")
    right.run("close")


def main():
    pictures, program, *folders = sys.argv[1:]
    drive.LIBC.prctl(drive.PR_SET_CHILD_SUBREAPER, 1)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    windows = []
    try:
        with tempfile.TemporaryDirectory(prefix="zhanggui-window-", ignore_cleanup_errors=True) as screen:
            drive.open_screen(f"{2 * WIDTH}x{HEIGHT + FRAME_OF_WINDOW}", screen)
            command = [program, "--lang", "zh", "--theme", "light", "--data"]
            windows = [Window([*command, folder], pathlib.Path(pictures), at) for at, folder in enumerate(folders)]
            try:
                story(*windows)
                return 0
            except Exception as error:  # whatever it was, the story is over and the screen must be told
                print(f"FAIL {error}", flush=True)
                for window in windows:
                    if window.program:
                        print(window.screen.tree(), flush=True)
                windows[0].shot("failed.png")
                return 1
    finally:
        drive.end_everything()


if __name__ == "__main__":
    sys.exit(main())
