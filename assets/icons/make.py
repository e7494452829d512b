#!/usr/bin/env python3
"""Draws the program's icon: a camellia (山茶) as a white seal on jade. Writes icon.svg, icon-256.png, and
icon.ico and icon.icns for Windows and macOS (needs Pillow).

All files come from the same list of shapes, so they cannot differ.
"""
import io
import math
import pathlib
import struct

from PIL import Image, ImageDraw

HERE = pathlib.Path(__file__).resolve().parent
SIDE, CORNER, SCALE = 256, 56, 8
JADE, WHITE = "#0B7560", "#FFFFFF"
PETALS, PETAL_AT, PETAL_RADIUS = 5, 52, 45


def at(distance, fifths):
    """The point at `distance` from the middle, `fifths` of a turn clockwise from straight up."""
    angle = math.tau * fifths / PETALS
    return SIDE / 2 + distance * math.sin(angle), SIDE / 2 - distance * math.cos(angle)


def shapes():
    """What is painted, from back to front: ("disc", colour, centre, radius) or ("line", colour, from, to, width)."""
    for n in range(PETALS):
        yield "disc", WHITE, at(PETAL_AT, n), PETAL_RADIUS
    for n in range(PETALS):
        yield "line", JADE, at(0, n), at(110, n + 0.5), 7
    yield "disc", JADE, at(0, 0), 30
    for n in range(PETALS):
        yield "disc", WHITE, at(16, n + 0.5), 5.5
    yield "disc", WHITE, at(0, 0), 5.5


def svg():
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">', "  <title>Zhanggui</title>"]
    lines.append(f'  <rect width="{SIDE}" height="{SIDE}" rx="{CORNER}" fill="{JADE}"/>')
    for kind, colour, (x, y), *rest in shapes():
        if kind == "disc":
            lines.append(f'  <circle cx="{x:.2f}" cy="{y:.2f}" r="{rest[0]}" fill="{colour}"/>')
        else:
            (x2, y2), width = rest
            ends = f'x1="{x:.2f}" y1="{y:.2f}" x2="{x2:.2f}" y2="{y2:.2f}"'
            lines.append(f'  <line {ends} stroke="{colour}" stroke-width="{width}"/>')
    return "\n".join([*lines, "</svg>", ""])


def png():
    """The same shapes painted SCALE times too large and shrunk, which smooths their edges."""
    picture = Image.new("RGBA", (SIDE * SCALE, SIDE * SCALE), (0x0B, 0x75, 0x60, 0))
    brush = ImageDraw.Draw(picture)
    brush.rounded_rectangle((0, 0, SIDE * SCALE - 1, SIDE * SCALE - 1), CORNER * SCALE, JADE)
    for kind, colour, (x, y), *rest in shapes():
        if kind == "disc":
            r = rest[0]
            brush.ellipse([SCALE * side for side in (x - r, y - r, x + r, y + r)], colour)
        else:
            (x2, y2), width = rest
            brush.line([SCALE * side for side in (x, y, x2, y2)], colour, width * SCALE)
    return picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS)


def icns(picture):
    """The Mac's form of several sizes in one file: each a PNG behind its four letters."""
    body = b""
    for letters, side in ((b"icp5", 32), (b"ic07", 128), (b"ic08", 256)):
        held = io.BytesIO()
        picture.resize((side, side), Image.Resampling.LANCZOS).save(held, "PNG", optimize=True)
        body += letters + struct.pack(">I", len(held.getvalue()) + 8) + held.getvalue()
    return b"icns" + struct.pack(">I", len(body) + 8) + body


if __name__ == "__main__":
    (HERE / "icon.svg").write_text(svg(), encoding="utf-8")
    picture = png()
    picture.save(HERE / "icon-256.png", optimize=True)
    picture.save(HERE / "icon.ico", sizes=[(side, side) for side in (16, 24, 32, 48, 64, 128, 256)])
    (HERE / "icon.icns").write_bytes(icns(picture))
