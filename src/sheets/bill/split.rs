//! One line of the file into its values.

use super::super::records::Records;

/// What parts the values of a line of WeChat's own: nothing is quoted, names may have commas.
const BETWEEN: &str = ",`";
/// What a spreadsheet makes of a value with a comma when it saves the file again.
const QUOTED: &str = ",\"`";

/// The values of one line, without the backtick before each.
pub(super) fn values(line: &str) -> Vec<String> {
    let saved_again = line.starts_with('"') || line.contains(QUOTED);
    match line.strip_prefix('`') {
        Some(rest) if !saved_again => rest.split(BETWEEN).map(str::to_owned).collect(),
        None if !saved_again => line.split(',').map(bare).collect(),
        _ => match Records::of(line, ',').next() {
            Some(Ok(record)) => record.cells.iter().map(|cell| bare(cell)).collect(),
            _ => line.split(',').map(bare).collect(),
        },
    }
}

/// A cell without its backtick.
pub(super) fn bare(cell: &str) -> String {
    cell.strip_prefix('`').unwrap_or(cell).to_owned()
}

/// The values of a line that has too many, because a name holds what parts them: the name and what was attached take what is
/// too much. `None` where the line does not fit so either.
pub(super) fn rejoined(mut values: Vec<String>, wanted: usize, name: usize) -> Option<Vec<String>> {
    let surplus = values.len().checked_sub(wanted).filter(|surplus| *surplus > 0)?;
    let last = name.checked_add(surplus)?;
    if last >= values.len() {
        return None;
    }
    let joined = values.get(name..=last)?.join(BETWEEN);
    values.splice(name..=last, [joined]);
    Some(values)
}
