//! Changes of a TOML text that touch nothing but what is changed: every other byte stays where it was, comments, order, line
//! ends and all. The places come from a parser; the text is cut by hand, because a parser that writes it anew would tidy it.

use toml_edit::{Document, Item, Table, TableLike, TomlError, Value};

/// A text that is to be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TomlText(String);

impl TomlText {
    /// # Errors
    /// Not TOML: it cannot be changed without guessing.
    pub fn new(text: String) -> Result<Self, TomlError> {
        Document::parse(text.as_str()).map(drop)?;
        Ok(Self(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands at a key; `""` is the top of the file.
    pub fn get(&self, section: &str, name: &str) -> Option<Value> {
        let document = self.document()?;
        table(&document, section)?.get(name)?.as_value().cloned()
    }

    /// Puts a value there: in the place of the one that is there, else as a line of its own at the end of its section.
    pub fn set(&mut self, section: &str, name: &str, value: &Value) {
        let Some(document) = self.document() else { return };
        let written = value.to_string();
        let found = table(&document, section);
        if let Some(old) = found.and_then(|table| table.get(name)).and_then(Item::as_value) {
            if old.clone().decorated("", "").to_string() != written
                && let Some(span) = old.span()
            {
                self.0.replace_range(span, &written);
            }
            return;
        }
        let line = format!("{name} = {written}");
        match found.map(|found| (found, inline(&document, section))) {
            Some((_, Some(span))) => self.put_in_braces(span, &line),
            Some((found, None)) => self.after(end_of(found).or_else(|| header_end(&document, section)), &line, section),
            None => self.at_the_end(&format!("[{section}]"), &[line]),
        }
    }

    /// How many tables stand in this list of them.
    pub fn list_len(&self, list: &str) -> usize {
        let Some(document) = self.document() else { return 0 };
        document.get(list).and_then(Item::as_array_of_tables).map_or(0, toml_edit::ArrayOfTables::len)
    }

    /// Adds a table to a list of them.
    pub fn add_to_list(&mut self, list: &str, lines: &[(&str, Value)]) {
        let lines: Vec<String> = lines.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        self.at_the_end(&format!("[[{list}]]"), &lines);
    }

    /// Puts values into a table of a list.
    pub fn set_in_list(&mut self, list: &str, at: usize, values: &[(&str, Value)]) {
        for (name, value) in values {
            let Some(document) = self.document() else { return };
            let Some(found) = listed(&document, list, at) else { return };
            let written = value.to_string();
            if let Some(old) = found.get(name).and_then(Item::as_value) {
                let same = old.clone().decorated("", "").to_string() == written;
                if let Some(span) = old.span().filter(|_| !same) {
                    self.0.replace_range(span, &written);
                }
            } else {
                let end = end_of(found).or_else(|| found.span().map(|span| span.end));
                self.after(end, &format!("{name} = {written}"), list);
            }
        }
    }

    /// Takes a table out of a list of them, from its head to the end of its last line.
    pub fn remove_from_list(&mut self, list: &str, at: usize) {
        let Some(document) = self.document() else { return };
        let Some(found) = listed(&document, list, at) else { return };
        let (Some(head), end) = (found.span(), end_of(found)) else { return };
        let from = self.0.get(..head.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at.saturating_add(1));
        let mut until = self.line_end(end.unwrap_or(head.end));
        // The blank line behind it goes with it.
        let rest = self.0.get(until..).unwrap_or_default();
        until = until.saturating_add(
            rest.strip_prefix("\r\n")
                .or(rest.strip_prefix('\n'))
                .map_or(0, |after| rest.len().saturating_sub(after.len())),
        );
        self.0.replace_range(from..until, "");
    }

    fn document(&self) -> Option<Document<&str>> {
        Document::parse(self.0.as_str()).ok()
    }

    /// The file's own line end.
    fn newline(&self) -> &'static str {
        if self.0.contains("\r\n") { "\r\n" } else { "\n" }
    }

    /// Behind the line end that follows `at`.
    fn line_end(&self, at: usize) -> usize {
        let rest = self.0.get(at..).unwrap_or_default();
        at.saturating_add(rest.find('\n').map_or(rest.len(), |end| end.saturating_add(1)))
    }

    /// A line behind the one in which `at` is; without it, the first of a file, or the last where a section says so.
    fn after(&mut self, at: Option<usize>, line: &str, section: &str) {
        let newline = self.newline();
        let place = match at {
            Some(at) => self.line_end(at),
            None if section.is_empty() => 0,
            None => self.0.len(),
        };
        let whole = place == 0 || self.0.get(..place).is_some_and(|before| before.ends_with('\n'));
        let before = if whole { "" } else { newline };
        self.0.insert_str(place, &format!("{before}{line}{newline}"));
    }

    fn at_the_end(&mut self, head: &str, lines: &[String]) {
        let newline = self.newline();
        if !self.0.is_empty() && !self.0.ends_with('\n') {
            self.0.push_str(newline);
        }
        for line in std::iter::once(head).chain(lines.iter().map(String::as_str)) {
            self.0.push_str(line);
            self.0.push_str(newline);
        }
    }

    /// Into a table that is written in braces on one line.
    fn put_in_braces(&mut self, span: std::ops::Range<usize>, line: &str) {
        let inside = self.0.get(span.start.saturating_add(1)..span.end.saturating_sub(1)).unwrap_or_default();
        let (kept, comma) = (inside.trim_end().len(), if inside.trim().is_empty() { "" } else { "," });
        let place = span.start.saturating_add(1).saturating_add(kept);
        self.0.insert_str(place, &format!("{comma} {line}"));
    }
}

fn table<'d>(document: &'d Document<&str>, section: &str) -> Option<&'d dyn TableLike> {
    if section.is_empty() { Some(document.as_table()) } else { document.get(section)?.as_table_like() }
}

/// Where a section is written in braces.
fn inline(document: &Document<&str>, section: &str) -> Option<std::ops::Range<usize>> {
    document.get(section)?.as_inline_table()?.span()
}

fn header_end(document: &Document<&str>, section: &str) -> Option<usize> {
    document.get(section)?.as_table()?.span().map(|span| span.end)
}

fn listed<'d>(document: &'d Document<&str>, list: &str, at: usize) -> Option<&'d Table> {
    document.get(list)?.as_array_of_tables()?.get(at)
}

/// Where the last value of a table ends, tables with a head of their own left out.
fn end_of(table: &dyn TableLike) -> Option<usize> {
    let ends = table.iter().filter_map(|(_, item)| match item {
        Item::Value(value) => value.span().map(|span| span.end),
        Item::Table(dotted) if dotted.is_dotted() => end_of(dotted),
        _ => None,
    });
    ends.max()
}
