//! Random numbers that are always the same (`SplitMix64`), so that the example is one shop and not many.

use crate::domain::MessageId;

/// A row of throws.
pub(super) struct SeedRng(u64);

impl SeedRng {
    pub const fn from_seed(seed: u64) -> Self {
        Self(seed)
    }

    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 up to, not with, `end` (0 for none).
    pub fn below(&mut self, end: u64) -> u64 {
        self.number().checked_rem(end).unwrap_or(0)
    }

    /// Seconds from `low` up to, not with, `high`.
    pub fn seconds(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high.saturating_sub(low)).unwrap_or(0);
        low.saturating_add(i64::try_from(self.below(span)).unwrap_or(0))
    }

    /// One of them.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let place = self.below(u64::try_from(from.len()).unwrap_or(0));
        from.get(usize::try_from(place).unwrap_or(0))
    }

    pub fn digits(&mut self, count: usize) -> String {
        (0..count).filter_map(|_| char::from_digit(u32::try_from(self.below(10)).unwrap_or(0), 10)).collect()
    }

    pub fn message_id(&mut self) -> MessageId {
        let (a, b) = (self.number().to_be_bytes(), self.number().to_be_bytes());
        let mut id = [0; 16];
        for (to, from) in id.iter_mut().zip(a.into_iter().chain(b)) {
            *to = from;
        }
        MessageId::of(id)
    }
}
