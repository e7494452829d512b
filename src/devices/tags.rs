//! A receipt in the tag languages of the printer clouds (protocol, chapter 14). No text of the buyer's can hold a tag: the
//! layout has none of their brackets.

use super::receipt::{Align, Part, Receipt, ReceiptTemplate, Style, layout_with};

/// One cloud's tags.
pub(super) struct Tags {
    /// Opening and closing of: the middle, twice as large, bold, twice as wide, twice as high, a QR code.
    pub center: [&'static str; 2],
    pub large: [&'static str; 2],
    pub bold: [&'static str; 2],
    pub wide: [&'static str; 2],
    pub tall: [&'static str; 2],
    pub qr: [&'static str; 2],
    pub line_break: &'static str,
    pub end: &'static str,
    /// The longest content the cloud takes, bytes.
    pub bytes_most: usize,
    /// How many tags of a layout it obeys.
    pub obeyed_most: usize,
}

/// Feieyun. `<BR>` is a new line here.
pub(super) const FEIEYUN: Tags = Tags {
    center: ["<C>", "</C>"],
    large: ["<B>", "</B>"],
    bold: ["<BOLD>", "</BOLD>"],
    wide: ["<W>", "</W>"],
    tall: ["<L>", "</L>"],
    qr: ["<QR>", "</QR>"],
    line_break: "<BR>",
    end: "<CUT>",
    bytes_most: 5000,
    obeyed_most: usize::MAX,
};

/// Yilianyun. `<BR>` is a bar code here; a line ends as in any text.
pub(super) const YILIANYUN: Tags = Tags {
    center: ["<center>", "</center>"],
    large: ["<FS>", "</FS>"],
    bold: ["<FB>", "</FB>"],
    wide: ["<FW>", "</FW>"],
    tall: ["<FH>", "</FH>"],
    qr: ["<QR>", "</QR>"],
    line_break: "\n",
    end: "",
    bytes_most: 5000,
    obeyed_most: 25,
};

/// The content for this cloud. Goods that do not fit are left out, and the receipt says how many.
pub(super) fn content(receipt: &Receipt, template: &ReceiptTemplate, columns: usize, tags: &Tags) -> String {
    let mut goods = receipt.goods.len();
    loop {
        let (text, used) = written(&layout_with(receipt, template, columns, goods), columns, tags);
        if (text.len() <= tags.bytes_most && used <= tags.obeyed_most) || goods == 0 {
            return text;
        }
        goods = goods.saturating_sub(1);
    }
}

/// Lines of one look stand in one pair of tags.
fn written(parts: &[Part], columns: usize, tags: &Tags) -> (String, usize) {
    let (mut out, mut used, mut rest) = (String::new(), 0_usize, parts);
    while let Some((first, mut after)) = rest.split_first() {
        match first {
            Part::Text(text, style) => {
                let mut lines = vec![text.as_str()];
                while let Some((Part::Text(more, same), tail)) = after.split_first()
                    && same == style
                {
                    lines.push(more);
                    after = tail;
                }
                let pairs = pairs(*style, tags);
                used = used.saturating_add(pairs.len());
                out.extend(pairs.iter().map(|pair| pair[0]));
                out.push_str(&lines.join(tags.line_break));
                out.extend(pairs.iter().rev().map(|pair| pair[1]));
            }
            Part::Rule => out.push_str(&"-".repeat(columns)),
            // They print words and codes alone, and nothing stands in its place.
            Part::Picture(_) => {
                rest = after;
                continue;
            }
            Part::Qr(data) => {
                used = used.saturating_add(1);
                out.extend([tags.qr[0], data, tags.qr[1]]);
            }
        }
        out.push_str(tags.line_break);
        rest = after;
    }
    out.push_str(tags.end);
    (out, used)
}

fn pairs(style: Style, tags: &Tags) -> Vec<[&'static str; 2]> {
    let mut pairs = Vec::new();
    if style.align == Align::Center {
        pairs.push(tags.center);
    }
    match (style.wide, style.tall) {
        (true, true) => pairs.push(tags.large),
        (true, false) => pairs.push(tags.wide),
        (false, true) => pairs.push(tags.tall),
        (false, false) => {}
    }
    if style.bold {
        pairs.push(tags.bold);
    }
    pairs
}
