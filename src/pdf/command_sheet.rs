//! The sheet of commands for the packing table: big words, each with its code as bars and as a QR code. It hangs on the wall
//! or lies beside the scanner, so it is one page.

use super::packing_slip::{margin, size};
use crate::domain::{PaperSize, ScanCommand};
use crate::pdf::{
    PdfError,
    letters::{Letters, Weight},
    page::{FAINT, INK, PdfPage},
};
use krilla::{Document, metadata::Metadata, page::PageSettings};

/// What stands on the sheet, in the shop's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandSheet {
    /// The shop's name.
    pub shop: String,
    /// "Scan commands".
    pub title: &'static str,
    /// What the sheet is for.
    pub about: &'static str,
    /// The commands, from the top.
    pub lines: Vec<CommandSheetLine>,
}

/// One command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandSheetLine {
    /// What its code stands for.
    pub command: ScanCommand,
    /// "Finish".
    pub name: &'static str,
    /// What it does, in a sentence.
    pub means: &'static str,
}

const PAPER: PaperSize = PaperSize::A5;
/// Height of the part above the commands, points.
const HEAD: f32 = 58.0;
/// A side of a QR code, points.
const QR: f32 = 92.0;

/// The sheet, one A5 page. Ready for a printer.
///
/// # Errors
/// [`PdfError`]: a page that cannot be made.
pub fn command_sheet(sheet: &CommandSheet) -> Result<Vec<u8>, PdfError> {
    if sheet.lines.is_empty() {
        return Err(PdfError::Nothing);
    }
    let letters = Letters::new()?;
    let mut document = Document::new();
    document.set_metadata(Metadata::new().title(sheet.title.to_owned()).creator("Zhanggui".to_owned()));
    let (width, height) = size(PAPER);
    let settings = PageSettings::from_wh(width, height).ok_or_else(|| PdfError::Page("size".to_owned()))?;
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    draw(sheet, &mut PdfPage { surface: &mut surface, letters: &letters });
    surface.finish();
    page.finish();
    document.finish().map_err(|error| PdfError::Page(format!("{error:?}")))
}

fn draw(sheet: &CommandSheet, page: &mut PdfPage<'_, '_>) {
    let ((width, height), edge) = (size(PAPER), margin(PAPER));
    let (left, right) = (edge, width - edge);
    page.text((left, edge + 16.0), sheet.title, Weight::Bold, 20.0, INK);
    let shop = page.letters.wrap(&sheet.shop, Weight::Regular, 10.0, (right - left) / 2.0);
    page.text_to((right, edge + 16.0), shop.first().map_or("", String::as_str), Weight::Regular, 10.0, FAINT);
    let about = page.letters.wrap(sheet.about, Weight::Regular, 9.5, right - left);
    for (at, line) in about.iter().take(2).enumerate() {
        page.text((left, edge + 34.0 + at as f32 * 13.0), line, Weight::Regular, 9.5, FAINT);
    }
    let (top, bottom) = (edge + HEAD, height - edge);
    let each = (bottom - top) / sheet.lines.len() as f32;
    for (at, line) in sheet.lines.iter().enumerate() {
        let y = top + at as f32 * each;
        page.rule((left, y), right);
        command(line, page, (left, y), right, each);
    }
}

/// One command between two rules: its word, what it does, and both codes.
fn command(line: &CommandSheetLine, page: &mut PdfPage<'_, '_>, (left, top): (f32, f32), right: f32, height: f32) {
    let code = line.command.as_str();
    let room = right - left - QR - 8.0;
    page.text((left, top + 32.0), line.name, Weight::Bold, 26.0, INK);
    let means = page.letters.wrap(line.means, Weight::Regular, 9.0, room);
    for (at, words) in means.iter().take(2).enumerate() {
        page.text((left, top + 47.0 + at as f32 * 12.0), words, Weight::Regular, 9.0, FAINT);
    }
    page.bars((left - 6.0, top + 66.0), room, 34.0, code);
    page.text((left, top + 112.0), code, Weight::Regular, 8.0, FAINT);
    // The light border of the code is the page's own.
    page.qr((right - QR + 8.0, top + (height - QR) / 2.0), QR, code);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_is_one_page_with_every_command_on_it() {
        let line =
            |command| CommandSheetLine { command, name: "完成", means: "东西都装好了，发走这一箱。" };
        let lines = ScanCommand::ALL.iter().copied().map(line).collect();
        let sheet =
            CommandSheet { shop: "山茶小铺".into(), title: "扫码指令", about: "贴在打包台上。", lines };
        let pdf = command_sheet(&sheet).expect("a page");
        assert!(pdf.starts_with(b"%PDF-") && pdf.len() < 200_000, "{} bytes", pdf.len());
        let text = String::from_utf8_lossy(&pdf);
        assert!(text.contains("/Count 1"), "one page");
        let none = CommandSheet { lines: Vec::new(), ..sheet };
        assert_eq!(command_sheet(&none), Err(PdfError::Nothing));
    }
}
