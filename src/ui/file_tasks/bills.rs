//! A day's differences and lines as a sheet.

use super::{files::save, task::FileTaskResult};
use crate::{
    domain::Fen,
    sheets,
    store::{BillDayPage, BillDifference},
    ui::{
        picker::Picker,
        text::{self, Lang},
    },
};

pub(super) fn write(picker: &dyn Picker, page: &BillDayPage, lang: Lang) -> FileTaskResult {
    let yuan = |amount: Option<Fen>| amount.map(Fen::to_yuan).unwrap_or_default();
    let open = |one: &BillDifference| {
        let note = if one.solved_at.is_some() { text::bill_tab_settled(lang).to_owned() } else { one.note.clone() };
        vec![
            one.at.to_dashed(),
            one.order_no.to_string(),
            one.buyer.clone(),
            yuan(one.theirs),
            yuan(one.ours),
            text::bill_why(lang, one.why, one.theirs, one.ours),
            note,
        ]
    };
    let differs = |subject| page.differences.iter().any(|one| one.subject == subject);
    let lines = page.lines.iter().filter(|line| !differs(line.subject.clone())).map(|line| {
        let amount = if line.subject.goes_back() { format!("-{}", line.fen.to_yuan()) } else { line.fen.to_yuan() };
        vec![
            line.at.to_dashed(),
            line.order_no.to_string(),
            line.buyer.clone(),
            amount.clone(),
            amount,
            text::bill_result_agrees(lang).to_owned(),
            String::new(),
        ]
    });
    let rows: Vec<Vec<String>> = page.differences.iter().map(open).chain(lines).collect();
    let headings = [
        text::bill_col_time(lang),
        text::bill_col_order(lang),
        text::bill_col_buyer(lang),
        text::bill_col_theirs(lang),
        text::bill_col_ours(lang),
        text::bill_col_why(lang),
        text::bill_note_keep(lang),
    ];
    let headings: Vec<String> = headings.map(str::to_owned).to_vec();
    let name = format!("{}-{}.csv", text::bills_title(lang), page.day.day);
    let saved = save(picker, &name, |path| {
        let book = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx"));
        if book { sheets::workbook(headings, rows) } else { sheets::table(headings, rows) }
    });
    // Told where it was asked for, like a refund's steps.
    if let FileTaskResult::Written(written) = saved { FileTaskResult::Timeline(written) } else { saved }
}
