//! A statement as the rooms write it, said in PostgreSQL's words. Done once for each statement of a connection.

use crate::store::engine::search_types::FOUND_BY;
use std::fmt::Write as _;

/// A statement, and what is known of it without running it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Translated {
    pub sql: String,
    /// It changes rows.
    pub writes: bool,
    /// Its last columns are not the caller's: the shops and orders it changed, and whether they are new.
    pub notes: Option<Noting>,
}

/// A statement that changes what orders are found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Noting {
    /// The orders are placed by it.
    pub places: bool,
}

/// How many columns a statement answers beside those it was written with, if it notes orders.
pub(super) const NOTED_COLUMNS: usize = 2;

pub(super) fn translate(sql: &str) -> Translated {
    let mut said = words(sql);
    let notes = noting(&said);
    if notes.is_some() {
        let table = said.split_whitespace().nth(if said.starts_with("UPDATE") { 1 } else { 2 }).unwrap_or_default();
        let table = table.split('(').next().unwrap_or_default().to_owned();
        said.push_str(if said.contains("RETURNING ") { ", " } else { " RETURNING " });
        let _infallible = write!(said, "{table}.shop_id AS noted_shop_id, {table}.order_no AS noted_order_no");
    }
    let writes = ["INSERT", "UPDATE", "DELETE"].iter().any(|word| said.starts_with(word));
    Translated { sql: said, writes, notes }
}

/// The words one by one; what stands between quotes is left as it is.
fn words(sql: &str) -> String {
    let (mut said, mut rest, mut numbered) = (String::with_capacity(sql.len()), sql.trim(), 0_usize);
    while let Some(sign) = rest.chars().next() {
        let behind = rest.get(sign.len_utf8()..).unwrap_or_default();
        rest = match sign {
            '\'' => {
                let to = behind.find('\'').map_or(behind.len(), |at| at.saturating_add(1));
                said.push('\'');
                said.push_str(behind.get(..to).unwrap_or_default());
                behind.get(to..).unwrap_or_default()
            }
            '?' => {
                let digits = behind.len().saturating_sub(behind.trim_start_matches(|c: char| c.is_ascii_digit()).len());
                let number = behind.get(..digits).and_then(|number| number.parse().ok());
                numbered = number.unwrap_or(numbered.saturating_add(1));
                let _infallible = write!(said, "${numbered}");
                behind.get(digits..).unwrap_or_default()
            }
            'I' if rest.starts_with("INDEXED BY ") => {
                let name = rest.get("INDEXED BY ".len()..).unwrap_or_default();
                name.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_')
            }
            'M' if is_of_several(rest, &said) => {
                said.push_str(if rest.starts_with("MAX") { "GREATEST" } else { "LEAST" });
                rest.get("MAX".len()..).unwrap_or_default()
            }
            sign => {
                said.push(sign);
                behind
            }
        };
    }
    said
}

/// True of `MAX(a, b)` and `MIN(a, b)`, which are no sums over a column but the larger and the smaller of several.
fn is_of_several(rest: &str, before: &str) -> bool {
    let begins = before.chars().next_back().is_none_or(|sign| !(sign.is_ascii_alphanumeric() || sign == '_'));
    let Some(inside) = rest.strip_prefix("MAX(").or_else(|| rest.strip_prefix("MIN(")).filter(|_| begins) else {
        return false;
    };
    let mut depth = 1_usize;
    for sign in inside.chars() {
        match sign {
            '(' => depth = depth.saturating_add(1),
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 1 => return true,
            _ => {}
        }
        if depth == 0 {
            return false;
        }
    }
    false
}

/// Does it change what an order is found by?
fn noting(sql: &str) -> Option<Noting> {
    let mut words = sql.split_whitespace();
    let (verb, next) = (words.next()?, words.next()?);
    let table = if verb == "UPDATE" { next } else { words.next()? };
    let table = table.split('(').next()?;
    let (_, columns) = FOUND_BY.iter().find(|(name, _)| *name == table)?;
    let changes = match verb {
        "INSERT" | "DELETE" => true,
        "UPDATE" => {
            let set = sql.split_once(" SET ")?.1;
            let set = set.split(" WHERE ").next()?;
            let is_set = |column: &str| set.contains(&format!("{column} =")) || set.contains(&format!("{column}="));
            columns.split(", ").any(is_set)
        }
        _ => false,
    };
    changes.then_some(Noting { places: verb == "INSERT" && table == "orders" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbered_and_quotes_are_left_alone() {
        assert_eq!(
            translate("SELECT '?1 it''s' WHERE a = ?2 AND b = ?10").sql,
            "SELECT '?1 it''s' WHERE a = $2 AND b = $10"
        );
        assert_eq!(translate("INSERT INTO t (a, b) VALUES (?, ?)").sql, "INSERT INTO t (a, b) VALUES ($1, $2)");
    }

    #[test]
    fn what_only_sqlite_says_is_said_otherwise() {
        let sql = "SELECT MAX(a), MIN(MAX(a, b), c(d, e)) FROM orders INDEXED BY orders_all WHERE a = 'MAX(1, 2)'";
        let said = "SELECT MAX(a), LEAST(GREATEST(a, b), c(d, e)) FROM orders  WHERE a = 'MAX(1, 2)'";
        assert_eq!(translate(sql).sql, said);
    }

    #[test]
    fn a_statement_that_changes_what_an_order_is_found_by_says_which_orders() {
        let noted = translate("INSERT INTO orders (shop_id) VALUES (?1)");
        let returning = "RETURNING orders.shop_id AS noted_shop_id, orders.order_no AS noted_order_no";
        assert_eq!(noted.sql, format!("INSERT INTO orders (shop_id) VALUES ($1) {returning}"));
        assert_eq!((noted.notes, noted.writes), (Some(Noting { places: true }), true));
        assert_eq!(translate("UPDATE orders SET state = ? WHERE order_no = ?").notes, None);
        assert!(translate("UPDATE orders SET state = ?, note = ? WHERE shop_id = ?").notes.is_some());
        assert!(translate("DELETE FROM put_tags WHERE tag = ?1").notes.is_some());
        assert_eq!(translate("DELETE FROM products").notes, None);
    }
}
