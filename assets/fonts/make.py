#!/usr/bin/python3
"""Cuts the embedded fonts out of Debian's packages fonts-noto-cjk and fonts-dejavu-core (needs python3-fonttools).

    assets/fonts/make.py            writes the fonts and licences beside this file and prints a report
    assets/fonts/make.py --hints    keeps the hints: clearer strokes at one pixel per point, about 1.3 MB more;
                                    the files here are made this way

NotoSansSC-Regular.otf   every character of GBK, so also the given names that GB2312 lacks
NotoSansSC-Bold.otf      every character of GB2312, and the given names outside it that are common today
Symbols.ttf              the few signs of the window that Noto Sans CJK does not draw

The same packages give the same bytes: no time stamp is written.

The faces for mainland China draw quotes, middle dot, ellipsis and multiplication sign one full em wide, which tears
English text and amounts apart ("×2", "Anna’s", "¥39.90 · Anna"). These get Latin widths here.
"""
import pathlib
import sys

from fontTools import subset
from fontTools.misc.transform import Identity
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTCollection, TTFont

HERE = pathlib.Path(__file__).resolve().parent
NOTO = "/usr/share/fonts/opentype/noto/NotoSansCJK-{}.ttc"
NOTO_COPYRIGHT = "/usr/share/doc/fonts-noto-cjk/copyright"
DEJAVU = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
DEJAVU_COPYRIGHT = "/usr/share/doc/fonts-dejavu-core/copyright"

NOTO_NOTICE = """NotoSansSC-Regular.otf and NotoSansSC-Bold.otf, cut out of Noto Sans CJK SC.
Copyright 2014-2021 Adobe (http://www.adobe.com/). Noto is a trademark of Google Inc.

"""
DEJAVU_NOTICE = """Symbols.ttf, cut out of DejaVu Sans.
Copyright (c) 2003 by Bitstream, Inc. All Rights Reserved. Bitstream Vera is a trademark of Bitstream, Inc.
DejaVu changes are in public domain.

"""

ASKED = "●○■□→←↑↓✓✗✕▾▸▴◂↩↻⏎⇧⌘⌫⚠☰➜×¥￥·…–—“”‘’"
LATIN = [chr(c) for c in (*range(0x20, 0x7F), *range(0xA0, 0x180))]
MARKS = [chr(c) for c in (*range(0x2010, 0x2028), *range(0x2030, 0x203F), 0x20AC, 0x2116, 0x2122, 0x2212)]
FORMS = [chr(c) for c in (*range(0x3000, 0x3040), *range(0xFF01, 0xFF5F), *range(0xFFE0, 0xFFE7))]
# Common in given names since the 1990s or in surnames, and not in GB2312.
NAMES = (
    "喆堃珺瑄祎玥翀赟旻曌昇暠晞昉炘烜燊琇琋琤瑀瑆璟璠珅玠玹珝珣琎琰瑢瑨璘婳嫚媞姮芃荺禔禛祐竑淏淯湉湜溍濛沄洺洢浛涴"
    "锜镕陞飏鹓鹔龑晅晙暐暤曈杺枏梣楒橦奡奭孖寔峣廙弢彧惇愔慜敔倓倢偲劼叡垚堉祾秾簃絜縠翃翙脩衎袆諹谞䶮"
)
# The face for Korea holds these with Latin widths; the faces of one collection share their glyphs.
LATIN_WIDTH_IN_KOREAN_FACE = "·•‘’“”"


def codec(name):
    """Every character that the two-byte table `name` can encode."""
    pairs = (bytes((high, low)) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF))
    decoded = (pair.decode(name, "ignore") for pair in pairs)
    return {text for text in decoded if len(text) == 1 and not 0xE000 <= ord(text) <= 0xF8FF}


def cut(font, characters, hints):
    """Keeps `characters` and the tables egui reads; drops vertical writing and every feature but kerning."""
    wanted = subset.Options(
        layout_features=["kern"], layout_scripts=["DFLT", "latn", "hani", "kana"], hinting=hints, notdef_outline=True,
        glyph_names=False, name_IDs=[0, 1, 2, 4, 5, 6, 7, 13, 14], name_languages=[0x409], recalc_timestamp=False,
    )
    wanted.drop_tables += ["BASE", "GDEF", "VORG", "vhea", "vmtx", "kern", "FFTM", "GSUB", "MATH", "gasp"]
    subsetter = subset.Subsetter(wanted)
    subsetter.populate(unicodes={ord(c) for c in characters})
    subsetter.subset(font)


def rename(font, family, style):
    """One family name in all name records, as the cut is not the font of the package."""
    names = {1: family, 2: style, 4: f"{family} {style}", 6: f"{family.replace(' ', '')}-{style}"}
    for name_id, text in names.items():
        font["name"].removeNames(nameID=name_id)
        font["name"].setName(text, name_id, 3, 1, 0x409)
    if "CFF " in font:
        font["CFF "].cff.fontNames = [names[6]]


def redraw(font, character, width, draw):
    """Replaces the outline of `character` by what `draw(pen)` draws, with the advance `width`."""
    glyph, top = font.getBestCmap()[ord(character)], font["CFF "].cff.topDictIndex[0]
    old, _ = top.CharStrings.getItemAndSelector(glyph)
    private = old.private
    pen = T2CharStringPen(None if width == private.defaultWidthX else width - private.nominalWidthX, font.getGlyphSet())
    draw(pen)
    new = pen.getCharString(private, old.globalSubrs)
    old.decompile()
    old.program, old.bytecode = new.program, None
    bounds = BoundsPen(None)
    draw(bounds)
    font["hmtx"][glyph] = (width, round(bounds.bounds[0]))


def latin_widths(font):
    """The ellipsis is three full stops, the multiplication sign the plus sign turned by 45 degrees, the middle dot
    stands in the width of a full stop."""
    glyphs, cmap = font.getGlyphSet(), font.getBestCmap()
    stop, plus, dot = (glyphs[cmap[ord(c)]] for c in ".+·")

    def three_stops(pen):
        for n in range(3):
            stop.draw(TransformPen(pen, Identity.translate(n * stop.width, 0)))

    bounds = BoundsPen(glyphs)
    plus.draw(bounds)
    x, y = (bounds.bounds[0] + bounds.bounds[2]) / 2, (bounds.bounds[1] + bounds.bounds[3]) / 2
    turn = Identity.translate(x, y).rotate(0.785398163).translate(-x, -y)
    middle = Identity.translate((stop.width - dot.width) / 2, 0)
    redraw(font, "…", 3 * stop.width, three_stops)
    redraw(font, "×", plus.width, lambda pen: plus.draw(TransformPen(pen, turn)))
    redraw(font, "·", stop.width, lambda pen: dot.draw(TransformPen(pen, middle)))


def cut_noto(style, characters, hints):
    """Cuts the face for mainland China in `style` and returns the path of the file."""
    collection = TTCollection(NOTO.format(style), lazy=True, recalcTimestamp=False)
    faces = {face["name"].getDebugName(4).removesuffix(" Bold"): face for face in collection.fonts}
    font, korean = faces["Noto Sans CJK SC"], faces["Noto Sans CJK KR"].getBestCmap()
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update({ord(c): korean[ord(c)] for c in LATIN_WIDTH_IN_KOREAN_FACE if ord(c) in table.cmap})
    cut(font, characters, hints)
    latin_widths(font)
    rename(font, "Noto Sans SC", style)
    path = HERE / f"NotoSansSC-{style}.otf"
    font.save(path, reorderTables=True)
    return path


def cut_symbols(characters):
    """Cuts `characters` out of DejaVu Sans, with the line height of Noto so that no row of text grows."""
    font = TTFont(DEJAVU, recalcTimestamp=False)
    cut(font, characters, hints=False)
    em, hhea = font["head"].unitsPerEm, font["hhea"]
    hhea.ascent, hhea.descent, hhea.lineGap = round(1.160 * em), round(-0.288 * em), 0
    font["OS/2"].sTypoAscender, font["OS/2"].sTypoDescender, font["OS/2"].sTypoLineGap = hhea.ascent, hhea.descent, 0
    font["OS/2"].usWinAscent, font["OS/2"].usWinDescent = hhea.ascent, -hhea.descent
    rename(font, "Zhanggui Symbols", "Regular")
    path = HERE / "Symbols.ttf"
    font.save(path, reorderTables=True)
    return path


def licence(source, name, file, heading):
    """Writes `heading` and the licence paragraph `name` of a Debian copyright file into `file`."""
    lines = pathlib.Path(source).read_text(encoding="utf-8").splitlines()
    starts = [n + 1 for n, line in enumerate(lines) if line == f"License: {name}" and lines[n + 1].startswith(" ")]
    text = []
    for line in lines[starts[0] :]:
        if not line.startswith(" "):
            break
        text.append("" if line == " ." else line[1:].rstrip())
    (HERE / file).write_text(heading + "\n".join(text) + "\n", encoding="utf-8")


def report(paths):
    """Prints the sizes of the cuts, the widths that columns of figures rest on, and the signs in none of them."""
    missing = set(ASKED)
    for path in paths:
        font = TTFont(path)
        cmap = font.getBestCmap()
        print(f"{path.name}: {path.stat().st_size:,} bytes, {len(cmap):,} characters")
        missing -= {c for c in ASKED if ord(c) in cmap}
        width = {c: font["hmtx"][cmap[ord(c)]][0] for c in "0123456789¥,.×·…’" if ord(c) in cmap}
        if digits := {width[c] for c in "0123456789" if c in width}:
            print(f"  widths in 1/{font['head'].unitsPerEm} em: digits {digits}", {c: width[c] for c in "¥,.×·…’"})
        else:
            print("  signs:", "".join(map(chr, sorted(cmap))))
    print("signs in no font:", "".join(sorted(missing)) or "none")


def main():
    common = {*ASKED, *LATIN, *MARKS, *FORMS}
    hints = "--hints" in sys.argv[1:]
    regular = cut_noto("Regular", common | codec("gbk") | set(NAMES), hints)
    bold = cut_noto("Bold", common | codec("gb2312") | set(NAMES), hints)
    drawn = TTFont(regular).getBestCmap()
    symbols = cut_symbols([c for c in ASKED if ord(c) not in drawn])
    licence(NOTO_COPYRIGHT, "SIL-1.1", "OFL.txt", NOTO_NOTICE)
    licence(DEJAVU_COPYRIGHT, "bitstream-vera", "Symbols-LICENSE.txt", DEJAVU_NOTICE)
    report([regular, bold, symbols])


if __name__ == "__main__":
    main()
