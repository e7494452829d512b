//! The packing slip: what goes into the parcel and where it goes, with the order's number for the scanner.

use crate::domain::{OrderNo, PaperSize, ProductId, Quantity, Receiver, UnixSeconds};
use crate::pdf::{
    PdfError,
    letters::{Letters, Weight},
    page::{FAINT, INK, PdfPage},
};
use krilla::{Document, metadata::Metadata, page::PageSettings};

/// Width and height, points.
pub(super) const fn size(paper: PaperSize) -> (f32, f32) {
    match paper {
        PaperSize::A5 => (419.5, 595.3),
        PaperSize::Label => (283.5, 425.2),
    }
}

pub(super) const fn margin(paper: PaperSize) -> f32 {
    match paper {
        PaperSize::A5 => 30.0,
        PaperSize::Label => 14.0,
    }
}

/// One slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackingSlip {
    /// The order; it is what the codes hold.
    pub order_no: OrderNo,
    /// When it was paid.
    pub paid_at: Option<UnixSeconds>,
    /// Where it goes.
    pub receiver: Receiver,
    /// What goes into it.
    pub lines: Vec<PackingSlipLine>,
    /// What does not, though it was ordered: sentences in the owner's language, at most a few.
    pub not_in_it: Vec<String>,
    /// What the buyer wrote.
    pub note: String,
}

/// One product, with the field that is ticked by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackingSlipLine {
    /// The code on the shelf.
    pub product_id: ProductId,
    /// What it is.
    pub name: String,
    /// How many.
    pub quantity: Quantity,
    /// What stands on it for the scanner; empty where nobody said.
    pub barcode: String,
}

/// The words between the figures, in the owner's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackingSlipWords {
    /// The shop's name.
    pub shop: String,
    /// "Packing slip".
    pub title: &'static str,
    /// Before the day of the payment.
    pub paid: &'static str,
    /// "Ship to".
    pub to: &'static str,
    /// "Buyer's note".
    pub note: &'static str,
    /// Above the products.
    pub goods: &'static str,
    /// "Pieces in all".
    pub pieces: &'static str,
}

/// The slips, each on a page of its own or on as many as its lines need. Ready for a printer.
///
/// # Errors
/// [`PdfError`]: nothing to print, or a page that cannot be made.
pub fn slips(slips: &[PackingSlip], paper: PaperSize, words: &PackingSlipWords) -> Result<Vec<u8>, PdfError> {
    if slips.is_empty() {
        return Err(PdfError::Nothing);
    }
    let letters = Letters::new()?;
    let mut document = Document::new();
    document.set_metadata(Metadata::new().title(words.title.to_owned()).creator("Zhanggui".to_owned()));
    for slip in slips {
        Laid { slip, words, paper, letters: &letters }.draw(&mut document)?;
    }
    document.finish().map_err(|error| PdfError::Page(format!("{error:?}")))
}

const LINE: f32 = 1.35;
/// Room below the lines for the sum.
const FOOT: f32 = 26.0;

struct Laid<'a> {
    slip: &'a PackingSlip,
    words: &'a PackingSlipWords,
    paper: PaperSize,
    letters: &'a Letters,
}

impl Laid<'_> {
    fn draw(&self, document: &mut Document) -> Result<(), PdfError> {
        let (width, height) = size(self.paper);
        let (mut left, mut page_no) = (self.slip.lines.as_slice(), 1_u32);
        loop {
            let size = PageSettings::from_wh(width, height).ok_or_else(|| PdfError::Page("size".to_owned()))?;
            let mut page = document.start_page_with(size);
            let mut surface = page.surface();
            let mut sheet = PdfPage { surface: &mut surface, letters: self.letters };
            let top = if page_no == 1 { self.head(&mut sheet) } else { self.head_again(&mut sheet, page_no) };
            left = self.lines(&mut sheet, top, left);
            if left.is_empty() {
                self.foot(&mut sheet);
            }
            surface.finish();
            page.finish();
            if left.is_empty() {
                return Ok(());
            }
            page_no = page_no.saturating_add(1);
        }
    }

    fn edges(&self) -> (f32, f32) {
        let (width, _) = size(self.paper);
        (margin(self.paper), width - margin(self.paper))
    }

    /// Everything above the lines; answers where they begin.
    fn head(&self, sheet: &mut PdfPage<'_, '_>) -> f32 {
        let (left, right) = self.edges();
        let narrow = self.paper == PaperSize::Label;
        let code = if narrow { 66.0 } else { 84.0 };
        let (shop, title) = if narrow { (11.0, 9.0) } else { (13.0, 10.0) };
        let mut y = margin(self.paper) + shop;
        let name = self.letters.wrap(&self.words.shop, Weight::Bold, shop, right - left - code - 8.0);
        sheet.text((left, y), name.first().map_or("", String::as_str), Weight::Bold, shop, INK);
        y += title * 1.7;
        sheet.text((left, y), self.words.title, Weight::Regular, title, FAINT);
        y += 17.0;
        sheet.text((left, y), self.slip.order_no.as_str(), Weight::Bold, if narrow { 11.5 } else { 14.0 }, INK);
        if let Some(paid_at) = self.slip.paid_at {
            y += 14.0;
            let paid = format!("{} {}", self.words.paid, paid_at.to_dashed());
            sheet.text((left, y), &paid, Weight::Regular, 9.0, FAINT);
        }
        // The light border of the code is the page's own.
        sheet.qr((right - code + 9.0, margin(self.paper) - 9.0), code, self.slip.order_no.as_str());
        y = (y + 12.0).max(margin(self.paper) + code - 12.0);
        sheet.bars((left - 6.0, y), right - left, if narrow { 30.0 } else { 34.0 }, self.slip.order_no.as_str());
        y += if narrow { 44.0 } else { 50.0 };
        sheet.rule((left, y), right);
        y = self.receiver(sheet, y + 16.0);
        self.note(sheet, y)
    }

    fn receiver(&self, sheet: &mut PdfPage<'_, '_>, mut y: f32) -> f32 {
        let (left, right) = self.edges();
        let to = &self.slip.receiver;
        sheet.text((left, y), self.words.to, Weight::Regular, 9.0, FAINT);
        y += 18.0;
        for line in self.letters.wrap(&format!("{}  {}", to.name, to.phone), Weight::Bold, 13.0, right - left) {
            sheet.text((left, y), &line, Weight::Bold, 13.0, INK);
            y += 13.0 * LINE;
        }
        for line in self.letters.wrap(&to.address, Weight::Regular, 11.5, right - left) {
            sheet.text((left, y), &line, Weight::Regular, 11.5, INK);
            y += 11.5 * LINE;
        }
        y
    }

    fn note(&self, sheet: &mut PdfPage<'_, '_>, mut y: f32) -> f32 {
        let (left, right) = self.edges();
        if !self.slip.note.trim().is_empty() {
            y += 6.0;
            sheet.text((left, y), self.words.note, Weight::Regular, 9.0, FAINT);
            y += 15.0;
            for line in self.letters.wrap(&self.slip.note, Weight::Bold, 11.0, right - left) {
                sheet.text((left, y), &line, Weight::Bold, 11.0, INK);
                y += 11.0 * LINE;
            }
        }
        y = self.not_in_it(sheet, y);
        y += 2.0;
        sheet.rule((left, y), right);
        sheet.text((left, y + 15.0), self.words.goods, Weight::Regular, 9.0, FAINT);
        y + 20.0
    }

    /// What was refunded, in a frame: a slip of this order may have been printed before.
    fn not_in_it(&self, sheet: &mut PdfPage<'_, '_>, mut y: f32) -> f32 {
        if self.slip.not_in_it.is_empty() {
            return y;
        }
        let (left, right) = self.edges();
        y += 4.0;
        let top = y;
        y += 4.0;
        for sentence in &self.slip.not_in_it {
            for line in self.letters.wrap(sentence, Weight::Bold, 10.5, right - left - 16.0) {
                y += 10.5 * LINE;
                sheet.text((left + 8.0, y), &line, Weight::Bold, 10.5, INK);
            }
        }
        y += 8.0;
        sheet.frame((left, top), (right, y));
        y + 4.0
    }

    /// The head of a page that goes on with more lines.
    fn head_again(&self, sheet: &mut PdfPage<'_, '_>, page_no: u32) -> f32 {
        let (left, right) = self.edges();
        let y = margin(self.paper) + 12.0;
        sheet.text((left, y), self.slip.order_no.as_str(), Weight::Bold, 11.5, INK);
        sheet.text_to((right, y), &page_no.to_string(), Weight::Regular, 10.0, FAINT);
        sheet.rule((left, y + 8.0), right);
        y + 12.0
    }

    /// As many lines as fit from `top` on; answers the rest.
    fn lines<'l>(&self, sheet: &mut PdfPage<'_, '_>, top: f32, lines: &'l [PackingSlipLine]) -> &'l [PackingSlipLine] {
        let ((left, right), (_, height)) = (self.edges(), size(self.paper));
        let bottom = height - margin(self.paper) - FOOT;
        let (mut y, indent) = (top, left + 18.0);
        for (at, line) in lines.iter().enumerate() {
            let name = self.letters.wrap(&line.name, Weight::Regular, 11.5, right - indent - 48.0);
            let needs = name.len() as f32 * 11.5 * LINE + 11.0 + 6.0;
            // A first line that fits on no page is printed all the same, so that this comes to an end.
            if y + needs > bottom && at > 0 {
                return lines.get(at..).unwrap_or_default();
            }
            sheet.tick_box((left, y + 5.0), 9.0);
            let pieces = format!("× {}", line.quantity.get());
            let weight = if line.quantity.get() > 1 { Weight::Bold } else { Weight::Regular };
            sheet.text_to((right, y + 14.0), &pieces, weight, 13.0, INK);
            y += 14.0;
            for words in name {
                sheet.text((indent, y), &words, Weight::Regular, 11.5, INK);
                y += 11.5 * LINE;
            }
            let codes = [line.product_id.as_str(), line.barcode.as_str()];
            let codes = codes.into_iter().filter(|code| !code.is_empty()).collect::<Vec<_>>().join("   ");
            sheet.text((indent, y - 3.0), &codes, Weight::Regular, 8.0, FAINT);
            y += 4.0;
        }
        &[]
    }

    fn foot(&self, sheet: &mut PdfPage<'_, '_>) {
        let ((left, right), (_, height)) = (self.edges(), size(self.paper));
        let y = height - margin(self.paper);
        let pieces: u64 = self.slip.lines.iter().map(|line| u64::from(line.quantity.get())).sum();
        sheet.rule((left, y - 16.0), right);
        sheet.text((left, y - 2.0), self.words.pieces, Weight::Regular, 9.5, FAINT);
        sheet.text_to((right, y - 2.0), &pieces.to_string(), Weight::Bold, 13.0, INK);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> PackingSlipWords {
        PackingSlipWords {
            shop: "山茶小铺".into(),
            title: "装箱单",
            paid: "付款时间",
            to: "收货人",
            note: "买家备注",
            goods: "商品",
            pieces: "总件数",
        }
    }

    fn line(id: &str, name: &str, pieces: u32) -> PackingSlipLine {
        PackingSlipLine {
            product_id: ProductId::parse(id).expect("an id"),
            name: name.into(),
            quantity: Quantity::new(pieces).expect("pieces"),
            barcode: "6901234567892".into(),
        }
    }

    fn slip(lines: Vec<PackingSlipLine>) -> PackingSlip {
        PackingSlip {
            order_no: OrderNo::parse("SC20260901-48213907").expect("a number"),
            paid_at: Some(UnixSeconds::new(1_788_262_200)),
            receiver: Receiver::new(
                "喆喆 Müller 😀",
                "138 0013 8000",
                "云南省昆明市五华区翠湖南路 4 号山茶公寓 B 座 1203 室（放门口，别按门铃）",
            )
            .expect("a receiver"),
            lines,
            not_in_it: vec!["已退款，不要装：手冲壶 ×1".into()],
            note: "请不要放小票，是送朋友的礼物。Thanks!".into(),
        }
    }

    fn lines() -> Vec<PackingSlipLine> {
        vec![
            line("P0001", "挂耳咖啡 10 包 · 云南保山", 2),
            line("P0002", "手冲壶", 1),
            line(
                "P0077",
                "一个名字特别长的商品：云南保山小粒咖啡豆深度烘焙适合意式浓缩和法压壶使用每袋五百克 Extra dark roast",
                12,
            ),
        ]
    }

    fn pages(pdf: &[u8]) -> usize {
        let text = String::from_utf8_lossy(pdf);
        text.matches("/Type /Page\n").count().max(text.matches("/Type/Page/").count())
    }

    #[test]
    fn a_slip_is_a_pdf_with_its_fonts_inside() {
        for paper in [PaperSize::A5, PaperSize::Label] {
            let pdf = slips(&[slip(lines()), slip(lines())], paper, &words()).expect("a page");
            assert!(pdf.starts_with(b"%PDF-"));
            assert!(pdf.len() < 400_000, "only the letters that are used are embedded: {}", pdf.len());
        }
    }

    #[test]
    fn many_lines_take_more_pages_and_every_line_is_there() {
        let many: Vec<PackingSlipLine> = (1..=60).map(|n| line(&format!("P{n:04}"), "挂耳咖啡", n)).collect();
        let pdf = slips(&[slip(many)], PaperSize::Label, &words()).expect("pages");
        assert!(pages(&pdf) != 1, "one page cannot hold them");
    }

    #[test]
    fn no_slip_is_no_page() {
        assert_eq!(slips(&[], PaperSize::A5, &words()), Err(PdfError::Nothing));
    }
}
