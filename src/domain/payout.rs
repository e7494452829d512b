//! A refund that WeChat cannot pay out where the money came from: the card it is paid out to instead (API v3, "Abnormal refund").

use super::text_enum::text_enum;
use std::fmt;
use zeroize::Zeroizing;

/// A bank to whose debit cards WeChat pays such a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PayoutBank {
    /// Industrial and Commercial Bank of China.
    Icbc,
    /// China Construction Bank.
    Ccb,
    /// Agricultural Bank of China.
    Abc,
    /// Bank of China.
    Boc,
    /// China Merchants Bank.
    Cmb,
    /// Bank of Communications.
    Comm,
    /// Postal Savings Bank of China.
    Psbc,
    /// China CITIC Bank.
    Citic,
    /// China Everbright Bank.
    Ceb,
    /// China Minsheng Bank.
    Cmbc,
    /// Industrial Bank.
    Cib,
    /// Shanghai Pudong Development Bank.
    Spdb,
    /// Ping An Bank.
    Pab,
    /// China Guangfa Bank.
    Gdb,
    /// Bank of Ningbo.
    Nbcb,
}

text_enum!(PayoutBank {
    Icbc = "ICBC_DEBIT", Ccb = "CCB_DEBIT", Abc = "ABC_DEBIT", Boc = "BOC_DEBIT", Cmb = "CMB_DEBIT", Comm = "COMM_DEBIT",
    Psbc = "PSBC_DEBIT", Citic = "CITIC_DEBIT", Ceb = "CEB_DEBIT", Cmbc = "CMBC_DEBIT", Cib = "CIB_DEBIT",
    Spdb = "SPDB_DEBIT", Pab = "PAB_DEBIT", Gdb = "GDB_DEBIT", Nbcb = "NBCB_DEBIT",
});

/// A buyer's card. Told WeChat once, encrypted; never kept, not shown by `Debug`, wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct BuyerBankCard {
    bank: PayoutBank,
    number: Zeroizing<String>,
    name: Zeroizing<String>,
}

/// What is wrong with a card as it was typed. Never what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadCard {
    /// Not 12 to 19 digits.
    #[error("a card number has 12 to 19 digits")]
    Number,
    /// Its last digit does not fit the others: a digit is wrong, or two are exchanged.
    #[error("the card number is mistyped")]
    Mistyped,
    /// Nobody's name, or a long one.
    #[error("the holder's name has 1 to 60 characters")]
    Name,
}

const NAME_CHARS_MAX: usize = 60;

impl BuyerBankCard {
    /// The number may be written in groups.
    ///
    /// # Errors
    /// [`BadCard`].
    pub fn new(bank: PayoutBank, number: &str, name: &str) -> Result<Self, BadCard> {
        let digits: Zeroizing<String> = Zeroizing::new(number.chars().filter(|c| !matches!(c, ' ' | '-')).collect());
        if !(12..=19).contains(&digits.len()) || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(BadCard::Number);
        }
        if !checks(&digits) {
            return Err(BadCard::Mistyped);
        }
        let name = name.trim();
        if name.is_empty() || name.chars().count() > NAME_CHARS_MAX || name.chars().any(char::is_control) {
            return Err(BadCard::Name);
        }
        Ok(Self { bank, number: digits, name: Zeroizing::new(name.to_owned()) })
    }

    /// Whose card.
    pub const fn bank(&self) -> PayoutBank {
        self.bank
    }

    /// Digits alone. For the call that encrypts them and nothing else.
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The holder. For the call that encrypts it and nothing else.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// The check digit of ISO/IEC 7812: from the right every second digit counts twice.
fn checks(digits: &str) -> bool {
    let sum = digits.bytes().rev().enumerate().fold(0_u32, |sum, (at, digit)| {
        let digit = u32::from(digit.saturating_sub(b'0'));
        let twice = digit.saturating_mul(2);
        let counted = match (at % 2, twice) {
            (0, _) => digit,
            (_, 10..) => twice.saturating_sub(9),
            _ => twice,
        };
        sum.saturating_add(counted)
    });
    sum % 10 == 0
}

impl fmt::Debug for BuyerBankCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BuyerBankCard(secret)")
    }
}

/// Who gets the money of such a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PayoutTo {
    /// The buyer, on a card of theirs.
    Buyer(BuyerBankCard),
    /// The shop, on its settlement account: it pays the buyer in another way.
    Shop,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_taken_in_groups_and_refused_where_a_digit_is_wrong() {
        let card = |number, name| BuyerBankCard::new(PayoutBank::Cmb, number, name);
        let good = card("6225 8801-2345 6783", " 李雷 ").expect("a card");
        assert_eq!((good.number(), good.name(), good.bank()), ("6225880123456783", "李雷", PayoutBank::Cmb));
        assert_eq!(card("6225880123456784", "李雷"), Err(BadCard::Mistyped));
        assert_eq!(card("6225880123465785", "李雷"), Err(BadCard::Mistyped), "two digits exchanged");
        for number in
            ["", "62258801", "62258801234567835555", "6225 8801 2345 678X", "６２２５８８０１２３４５６７８３"]
        {
            assert_eq!(card(number, "李雷"), Err(BadCard::Number), "{number}");
        }
        for name in ["", "  ", "李\n雷", &"雷".repeat(61)] {
            assert_eq!(card("6225880123456783", name), Err(BadCard::Name), "{name:?}");
        }
    }

    #[test]
    fn a_card_is_never_printed() {
        let card = BuyerBankCard::new(PayoutBank::Icbc, "6225880123456783", "李雷").expect("a card");
        let said = format!("{:?} {:?}", card, PayoutTo::Buyer(card.clone()));
        assert!(!said.contains("6225") && !said.contains("李雷"), "{said}");
    }
}
