#!/usr/bin/env python3
"""Lets schemathesis ask the real program everything that its OpenAPI document allows and forbids.

    ask.py PROGRAM SCHEMATHESIS FOLDER

Starts WeChat's stand-in and a copy of the example shop, buys something so that there is an order to ask for money back
for, and ends with 1 at any 5xx and at any answer that the document does not promise.
"""

import json
import re
import shutil
import sqlite3
import ssl
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
BUYER = "oTester000000000000000000001"
PUBLIC_URL = "https://shop.example"
TIMEOUT = 60  # seconds


def started(command, folder, name, ready):
    """The program, and what its output says once all of `ready` is in it."""
    with open(folder / f"{name}.log", "w", encoding="utf-8") as log:
        program = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    said = ""
    for line in program.stdout:
        said += line
        found = re.search(ready, said, re.DOTALL)
        if found:
            return program, found
    sys.exit(f"{name} ended before it was ready; see {folder / name}.log\n{said}")


def prepare(shop, printed):
    """A copy of the example shop, with what `zhanggui sandbox` printed as its settings, and a picture on its shelf."""
    toml, secrets = printed.split("# secrets.toml\n")
    toml = toml.split("# settings.toml\n")[1] + '\n[listener]\nbind = "127.0.0.1:0"\n'
    (shop / "settings.toml").write_text(toml, encoding="utf-8")
    (shop / "secrets.toml").touch(mode=0o600)
    (shop / "secrets.toml").write_text(secrets, encoding="utf-8")
    shutil.copy(ROOT / "shop.db.example", shop / "shop.db")
    (shop / "pictures" / "products").mkdir(parents=True)
    shutil.copy(ROOT / "assets" / "icons" / "icon-256.png", shop / "pictures" / "products" / "camellia.png")
    rows = sqlite3.connect(shop / "shop.db")
    rows.execute("UPDATE products SET picture = 'camellia.png'")
    rows.commit()
    rows.close()


class Shop:
    """The storefront as a buyer calls it, and the stand-in's switches."""

    def __init__(self, api, wechat, ca):
        self.api, self.wechat, self.token = api, wechat, ""
        self.trust = ssl.create_default_context(cafile=ca)

    def switch(self, path, body):
        return self.call("POST", f"{self.wechat}/sandbox/{path}", body, self.trust)

    def call(self, method, url, body=None, trust=None):
        headers = {"Content-Type": "application/json"}
        if self.token and not trust:
            headers["Authorization"] = f"Bearer {self.token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, headers, method=method)
        with urllib.request.urlopen(request, context=trust, timeout=20) as answer:
            return json.load(answer)

    def log_in(self):
        code = self.switch("login_code", {"openid": BUYER})["code"]
        self.token = self.call("POST", f"{self.api}/login", {"code": code})["token"]

    def buy(self):
        """An order that is paid for, and a request for some of the money."""
        [goods, *_] = [one for one in self.call("GET", f"{self.api}/products")["products"] if one["stock"] > 0]
        receiver = {"name": "李雷", "phone": "13800000000", "address": "上海市静安区 1 号"}
        items = [{"product_id": goods["id"], "quantity": 1}]
        order = self.call("POST", f"{self.api}/orders", {"items": items, "receiver": receiver})["order_no"]
        sheet = self.call("POST", f"{self.api}/orders/{order}/pay", {"channel": "mini_program"})
        self.switch("pay", {"prepay_id": sheet["package"]})
        end = time.monotonic() + TIMEOUT
        while self.call("GET", f"{self.api}/orders/{order}")["state"] != "to_ship":
            if time.monotonic() > end:
                sys.exit(f"{order} was paid and never became to_ship")
            time.sleep(0.2)
        wish = {"reason": "杯子碎了", "amount_fen": 1}
        return order, self.call("POST", f"{self.api}/orders/{order}/refunds", wish)["refund_no"]


def config(folder, order_no, refund_no):
    """The settings beside this file, with the numbers that lead somewhere."""
    known = {"order_no": order_no, "refund_no": refund_no, "name": "camellia.png"}
    lines = [(HERE / "schemathesis.toml").read_text(encoding="utf-8")]
    lines += [f'[dictionaries.{name}]\nvalues = ["{value}"]' for name, value in known.items()]
    lines += ["[parameters]"]
    lines += [f'"path.{name}" = {{ dictionary = "{name}", probability = 0.6 }}' for name in known]
    file = folder / "schemathesis.toml"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def main():
    program, schemathesis, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3]).resolve()
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "shop").mkdir(parents=True)
    running = []
    try:
        stand_in = [program, "sandbox", "--listen", "127.0.0.1:0", "--dir", str(folder / "wechat")]
        child, said = started(stand_in, folder, "sandbox", r"app_secret = \"\w+\"\n")
        running.append(child)
        printed = said.string
        prepare(folder / "shop", printed)
        # The picture was hung up behind the shop's back: without the owner's word it stays closed.
        subprocess.run([program, "check", "--accept", "--data", str(folder / "shop")], check=False, stdout=subprocess.DEVNULL)
        child, said = started([program, "serve", "--data", str(folder / "shop")], folder, "serve", r"ready (\S+)\n")
        running.append(child)
        door = f"http://{said[1]}"
        wechat, ca = re.search(r'pay_url = "(.*?)"', printed)[1], re.search(r"extra_root_ca = '(.*?)'", printed)[1]
        shop = Shop(f"{door}/api/v1", wechat, ca)
        shop.switch("tunnel", {"public_url": PUBLIC_URL, "listener_url": door})
        shop.log_in()
        settings = config(folder, *shop.buy())
        asked = subprocess.run(
            [schemathesis, "--config-file", str(settings), "run", f"{shop.api}/openapi.json",
             "--header", f"Authorization: Bearer {shop.token}"],
            check=False, cwd=folder,
        )
        if child.poll() is not None:
            sys.exit("the program ended while it was asked")
        sys.exit(asked.returncode)
    finally:
        for child in reversed(running):
            child.terminate()
            child.wait(TIMEOUT)


main()
