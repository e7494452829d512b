#!/usr/bin/python3
"""The wizard in the real window, from an empty folder to an open shop, against WeChat's stand-in; a picture of every page.

    tests/window/wizard.py LANG THEME SIZE PICTURES PROGRAM      for example: zh light 1280x800 DIR target/debug/zhanggui

Prints how many things a person did, and how long it took. A buyer of the stand-in scans the code of the test order.
"""
import json
import os
import pathlib
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

WORDS = {
    "zh": {
        "begin": "开始连接", "name": "店铺名称", "next": "~^下一步", "others": "其他服务器和代理", "mini": "小程序接口的地址",
        "pay": "微信支付的地址", "root": "另外信任的根证书（一般空着）", "app": "小程序的 AppID", "secret": "小程序的 AppSecret",
        "merchant": "商户号", "key": "API v3 密钥", "key_id": "公钥 ID", "step": "第 %d 步，共 6 步", "form": "还没有证书：选文件，或者拖进窗口",
        "url": "公网地址", "advanced": "高级", "bind": "本机接收地址", "look": "在网络和系统里找打印机", "add": "加一台打印机",
        "remove": "去掉", "checked": "API v3 的问答", "test": "出一个付款码", "scan": "用微信扫一扫，付 ¥0.01", "back": "退回 ¥0.01", "open": "开店", "shop": "设置", "bad": "~4 个字符，应该是 32 个",
        "sections": ["小程序", "微信支付", "公网地址", "打印机和小票", "订单和运费"], "done": "试单走完了：付款、确认、退回都通了。", "picture": "小票上的图片", "none": "没有，主动去问微信",
    },
    "en": {
        "begin": "Begin", "name": "Shop's name", "next": "~^Next", "others": "Other servers and proxy",
        "mini": "Address of the mini program's interface", "pay": "Address of WeChat Pay",
        "root": "One more root to trust (usually empty)", "app": "AppID of the mini program",
        "secret": "AppSecret of the mini program", "merchant": "Merchant number", "key": "API v3 key",
        "key_id": "Public key's ID", "step": "Step %d of 6", "form": "No certificate yet: choose a file or drop it here",
        "url": "Public address", "advanced": "Advanced", "bind": "Where this computer listens", "look": "Look for printers",
        "add": "Add a printer", "remove": "Remove", "checked": "API v3", "test": "Show a code to pay",
        "scan": "Scan with WeChat, pay ¥0.01", "back": "Pay ¥0.01 back", "open": "Open the shop",
        "shop": "Settings", "bad": "~4 characters; it should be 32",
        "sections": ["Mini program", "WeChat Pay", "Public address", "Printers, receipts", "Orders, freight"],
        "done": "The test order is through: paid, confirmed, and paid back.",
        "picture": "The picture as it is printed", "none": "None: ask WeChat instead",
    },
}


HERE = pathlib.Path(__file__).resolve().parent


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def stand_in(program, folder):
    """WeChat's stand-in, and what connects a shop to it."""
    said = subprocess.Popen([program, "sandbox", "--listen", "127.0.0.1:0", "--dir", folder], stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL, text=True)
    told, lines = {}, 0
    for line in said.stdout:
        found = re.match(r"(\w+) = ['\"](.*)['\"]", line)
        if found:
            told[found[1]] = found[2]
        if line.startswith("app_secret"):
            return said, told
        lines += 1
    sys.exit(f"the stand-in said {lines} lines and no secret")


def scan_when_shown(told, ended):
    """A buyer with a phone: scans the code as soon as WeChat has given one, and pays."""
    root = ssl.create_default_context(cafile=told["extra_root_ca"])

    def ask(path, said=None):
        body = None if said is None else json.dumps(said).encode()
        asked = urllib.request.Request(told["pay_url"] + path, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(asked, context=root, timeout=5) as answer:
            return json.load(answer)

    while not ended.wait(1):
        codes = [order["code_url"] for order in ask("/sandbox/ledger")["orders"] if order.get("code_url")]
        if codes:
            ended.wait(6)  # long enough for a picture of the code
            return ask("/sandbox/scan", {"code_url": codes[0]})


def fill(name, words):
    """Until it stands there: a slow screen takes letters late."""
    yield f"fill {name} = {words}"
    yield f"holds {words}"


def steps(w, told, folder):
    yield f"wait {w['begin']} within 60"
    yield "fills"
    yield "rest 1"
    yield "shot 0-welcome.png"
    yield f"click {w['begin']}"
    yield f"wait {w['step'] % 1}"
    yield from fill(w['name'], "山茶小铺")
    yield f"drop {HERE.parent.parent / 'assets/icons/icon-256.png'} on {w['name']}"
    yield f"wait {w['picture']}"
    yield "rest 1"
    yield "shot 1-shop.png"
    yield f"click {w['next']}"
    yield f"wait {w['step'] % 2}"
    yield from fill(w['app'], f"{told['app_id']}")
    yield f"fill {w['secret']} = 1234"
    yield f"wait {w['bad']}"
    yield "shot 2-program-wrong.png"
    yield f"fill {w['secret']} = {told['app_secret']}"
    yield f"click {w['others']}"
    yield from fill(w['mini'], f"{told['miniprogram_url']}")
    # Two fields with the same words could not be told apart; the line at the end changes nothing.
    yield from fill(w['pay'], f"{told['pay_url']}/")
    yield from fill(w['root'], f"{told['extra_root_ca']}")
    yield "shot 2-program.png"
    yield f"click {w['next']}"
    yield f"wait {w['step'] % 3}"
    yield "shot 3-merchant-empty.png"
    yield "click API v3"
    yield from fill(w['merchant'], f"{told['mch_id']}")
    yield f"fill {w['key']} = {told['api_v3_key']}"
    yield f"drop {told['wechatpay_public_key']} on {w['form']}"
    yield f"drop {told['merchant_cert']} on {w['form']}"
    yield from fill(w['key_id'], f"{told['wechatpay_public_key_id']}")
    yield "rest 1"
    yield "shot 3-merchant.png"
    yield f"click {w['next']}"
    yield f"wait {w['step'] % 4}"
    yield f"wait {w['none']}"
    yield "shot 4-address-empty.png"
    yield f"click {w['advanced']}"
    yield from fill(w['bind'], f"127.0.0.1:{free_port()}")
    yield "shot 4-address.png"
    yield f"click {w['next']}"
    yield f"wait {w['step'] % 5}"
    yield f"click {w['add']}"
    yield "rest 1"
    yield "shot 5-printer.png"
    yield f"click {w['remove']}"
    yield f"wait {w['look']}"
    yield "shot 5-printer-none.png"
    yield f"click {w['next']}"
    yield f"wait {w['step'] % 6}"
    yield f"wait {w['checked']} within 60"
    yield "shot 6-proof.png"
    yield f"click {w['test']}"
    yield f"wait {w['scan']} within 30"
    yield "rest 1"
    yield "shot 6-proof-code.png"
    yield f"wait {w['back']} within 60"
    yield "shot 6-proof-paid.png"
    yield f"click {w['back']}"
    yield f"wait {w['done']} within 150"
    yield "shot 6-proof-done.png"
    yield f"click {w['open']}"
    yield f"wait {w['shop']} within 60"
    yield "shot 7-open.png"
    yield f"click {w['shop']}"
    for at, section in enumerate(w["sections"]):
        yield f"wait {section}"
        yield f"click {section}"
        yield "rest 1"
        yield f"shot 8-settings-{at}.png"
    yield "stop"


def main():
    lang, theme, size, pictures, program = sys.argv[1:]
    os.makedirs(pictures, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        folder = pathlib.Path(home)
        wechat, told = stand_in(program, folder / "wechat")
        try:
            lines = list(steps(WORDS[lang], told, folder))
            environment = dict(os.environ, XDG_DATA_HOME=f"{home}/data", XDG_CONFIG_HOME=f"{home}/config",
                               XDG_CACHE_HOME=f"{home}/cache")
            ended = threading.Event()
            threading.Thread(target=scan_when_shown, args=(told, ended), daemon=True).start()
            began = time.monotonic()
            drive = [sys.executable, HERE / "drive.py", "--size", size, "--pictures", pictures, "-", "--", program,
                     "--lang", lang, "--theme", theme, "--data", folder / "shop"]
            done = subprocess.run(drive, input="\n".join(lines), text=True, env=environment, check=False)
            ended.set()
            acts = sum(line.split()[0] in ("click", "fill", "drop") for line in lines)
            print(f"{acts} things done, {time.monotonic() - began:.0f} s")
            sys.exit(done.returncode)
        finally:
            wechat.terminate()
            wechat.wait()


if __name__ == "__main__":
    main()
