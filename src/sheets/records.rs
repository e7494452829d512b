//! Text as records of cells, each with the line it begins on. A quote that opens and never closes takes the rows behind
//! it into one cell: no such row may vanish, so such a file is refused with the line of the quote.

use super::BadSheet;

/// What may part the cells.
pub(super) const SEPARATORS: [char; 6] = [',', ';', '\t', '|', '，', '；'];

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    /// The line it begins on, from 1.
    pub line: u64,
    /// Its cells, without their quotes.
    pub cells: Vec<String>,
}

/// The records of a text whose lines end in LF. Blank lines are none.
pub(super) struct Records<'a> {
    rest: &'a str,
    line: u64,
    separator: char,
    /// Cells of the widest record so far.
    widest: usize,
}

/// `sep=;`, which Excel reads and writes before everything else, and the text behind it.
pub(super) fn named_separator(text: &str) -> Option<(char, &str)> {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let sign = first.trim_matches('"').strip_prefix("sep=").or_else(|| first.trim_matches('"').strip_prefix("SEP="))?;
    let mut signs = sign.chars();
    let separator = signs.next().filter(|sign| SEPARATORS.contains(sign))?;
    signs.as_str().trim().is_empty().then_some((separator, rest))
}

impl<'a> Records<'a> {
    /// Where the text names its separator in a first line, that one counts.
    pub fn of(text: &'a str, separator: char) -> Self {
        match named_separator(text) {
            Some((separator, rest)) => Self { rest, line: 2, separator, widest: 0 },
            None => Self { rest: text, line: 1, separator, widest: 0 },
        }
    }

    fn record(&mut self) -> Result<Option<Record>, BadSheet> {
        while let Some(rest) = self.rest.strip_prefix('\n') {
            self.rest = rest;
            self.line = self.line.saturating_add(1);
        }
        if self.rest.is_empty() {
            return Ok(None);
        }
        let mut record = Record { line: self.line, cells: Vec::new() };
        loop {
            let cell = self.cell()?;
            record.cells.push(cell);
            if let Some(rest) = self.rest.strip_prefix(self.separator) {
                self.rest = rest;
                continue;
            }
            if let Some(rest) = self.rest.strip_prefix('\n') {
                self.rest = rest;
                self.line = self.line.saturating_add(1);
            }
            self.widest = self.widest.max(record.cells.len());
            return Ok(Some(record));
        }
    }

    /// One cell, up to the separator or the end of the line behind it.
    fn cell(&mut self) -> Result<String, BadSheet> {
        let quoted = match self.rest.strip_prefix('"') {
            Some(inside) => self.quoted(inside)?,
            None => String::new(),
        };
        let end = self.rest.find([self.separator, '\n']).unwrap_or(self.rest.len());
        let (cell, rest) = self.rest.split_at(end);
        self.rest = rest;
        Ok(quoted + cell)
    }

    /// What stands between quotes. Leaves what is behind them.
    fn quoted(&mut self, inside: &'a str) -> Result<String, BadSheet> {
        let open = BadSheet::OpenQuote(self.line);
        let (mut cell, mut rest) = (String::new(), inside);
        loop {
            let Some((front, behind)) = rest.split_once('"') else { return Err(open) };
            cell.push_str(front);
            rest = behind;
            match rest.strip_prefix('"') {
                Some(behind) => {
                    cell.push('"');
                    rest = behind;
                }
                None => break,
            }
        }
        let lines = u64::try_from(cell.matches('\n').count()).unwrap_or(u64::MAX);
        let closes = rest.is_empty() || rest.starts_with([self.separator, '\n']);
        if lines > 0 && (!closes || cell.split('\n').skip(1).any(|line| self.is_row(line))) {
            return Err(open);
        }
        self.line = self.line.saturating_add(lines);
        self.rest = rest;
        Ok(cell)
    }

    /// True if a line within a cell looks like a row of the sheet: as many cells as the widest so far, and a figure or a
    /// code among them. A line of a note has none.
    fn is_row(&self, line: &str) -> bool {
        let cells = || line.split(self.separator).map(str::trim);
        let code = |cell: &str| {
            let sign = |c: char| c.is_ascii_alphanumeric() || "-_./+".contains(c);
            cell.chars().all(sign) && cell.contains(|c: char| c.is_ascii_digit())
        };
        cells().count() >= self.widest.max(2) && cells().any(code)
    }
}

impl Iterator for Records<'_> {
    type Item = Result<Record, BadSheet>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.record().transpose();
        if matches!(next, Some(Err(_))) {
            self.rest = ""; // nothing behind it can be told apart
        }
        next
    }
}

/// The separator under which one of the first lines names most columns that are `known`; the named one where one is.
pub(super) fn separator(text: &str, lines: usize, known: impl Fn(&str) -> bool) -> char {
    if let Some((named, _)) = named_separator(text) {
        return named;
    }
    // How many columns a line names under it, and where that is the same, into how many cells it parts the line.
    let named = |separator: char| {
        let names = |line: &str| {
            let words = line.split(separator).map(|word| word.trim().trim_matches('"'));
            let known = words.clone().filter(|word| known(word)).count();
            (known, if known == 0 { 0 } else { words.count() })
        };
        text.lines().take(lines).map(names).max().unwrap_or_default()
    };
    let mut best = (',', named(','));
    for separator in SEPARATORS {
        let score = named(separator);
        if score > best.1 {
            best = (separator, score);
        }
    }
    best.0
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, clippy::cast_possible_truncation)] // lines of a short text are counted
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str, separator: char) -> Result<Vec<(u64, Vec<String>)>, BadSheet> {
        Records::of(text, separator).map(|record| record.map(|record| (record.line, record.cells))).collect()
    }

    fn row(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
        (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn cells_quotes_and_lines_are_read_as_spreadsheets_write_them() {
        let text = "a,b,c\n\n1,\"x,y\",\"say \"\"hi\"\"\"\n\"two\nlines\",20\"寸,\n,,\nlast";
        let expected = [
            row(1, &["a", "b", "c"]),
            row(3, &["1", "x,y", "say \"hi\""]),
            row(4, &["two\nlines", "20\"寸", ""]),
            row(6, &["", "", ""]),
            row(7, &["last"]),
        ];
        assert_eq!(read(text, ','), Ok(expected.to_vec()));
        assert_eq!(read("a，b\n1，2", '，'), Ok(vec![row(1, &["a", "b"]), row(2, &["1", "2"])]));
    }

    #[test]
    fn a_quote_that_takes_rows_into_a_cell_is_named_by_its_line() {
        for (text, line) in [
            ("a,b,c\n1,2,\"x\n3,4,\n5,6,ok", 2),           // never closed
            ("a,b,c\n1,2,\n3,4,\"x\n5,6,\"y\"\n7,8,z", 3), // closed by the next one's opening
            ("a,b,c\n1,\"x,2\n3,\"y\",4\n5,6,7", 2),       // the same in the middle
            ("a,b,c\n1,2,\"x\n3,4,20\"\n5,6,7", 2),        // closed by an inch at the end of a row
            ("a,b,c\n1,2,\"x\n3,4,\"\n5,6,7", 2),          // closed by another stray one
            ("a\tb\n1\t\"20寸\n2\t", 2),                   // copied from a spreadsheet
        ] {
            let separator = if text.contains('\t') { '\t' } else { ',' };
            assert_eq!(read(text, separator), Err(BadSheet::OpenQuote(line)), "{text:?}");
        }
    }

    #[test]
    fn a_proper_note_over_several_lines_passes() {
        for note in ["请放门口\n谢谢", "两个,三个,四个\n放门口,谢谢,再见,好", "a\n\nb", "\n", "2个红,3个白\n1个蓝"]
        {
            let text = format!("a,b,c\n1,\"{note}\",2\n3,4,5");
            let rows = read(&text, ',').expect("no row vanishes");
            assert_eq!(
                (rows.len(), rows[1].1[1].as_str(), rows[2].0),
                (3, note, text.matches('\n').count() as u64 + 1)
            );
        }
    }

    #[test]
    fn a_first_line_that_names_the_separator_is_no_row() {
        for text in ["sep=;\na;b", "SEP=;\na;b", "\"sep=;\"\na;b"] {
            assert_eq!(read(text, ','), Ok(vec![row(2, &["a", "b"])]), "{text:?}");
        }
        assert_eq!(read("sep=x\na,b", ',').map(|rows| rows.len()), Ok(2), "no sign of ours");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(rows in prop::collection::vec(prop::collection::vec("[a-z\" ,;\t茶]{1,6}", 1..5), 1..8)) {
            let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
            let line = |row: &Vec<String>| row.iter().map(quoted).collect::<Vec<_>>().join(",");
            let text: Vec<String> = rows.iter().map(line).collect();
            let read: Vec<Vec<String>> = read(&text.join("\n"), ',').expect("whole").into_iter().map(|(_, cells)| cells).collect();
            prop_assert_eq!(read, rows);
        }

        #[test]
        fn no_row_that_looks_like_one_ever_vanishes(
            before in 0..4_usize,
            behind in 1..6_usize,
            stray in "[\"]{0,2}[一-龥]{0,3}[\"]?[一-龥]{0,2}",
            at in 0..3_usize,
        ) {
            let mut lines = vec!["no,carrier,number".to_owned()];
            lines.extend((0..before).map(|n| format!("A{n},x,100{n}")));
            let mut odd = ["B1".to_owned(), "x".to_owned(), "2001".to_owned()];
            odd[at] = stray;
            lines.push(odd.join(","));
            lines.extend((0..behind).map(|n| format!("C{n},x,300{n}")));
            match read(&lines.join("\n"), ',') {
                Ok(rows) => prop_assert_eq!(rows.len(), lines.len(), "{:?}", lines),
                Err(bad) => prop_assert_eq!(bad, BadSheet::OpenQuote(before as u64 + 2)),
            }
        }
    }
}
