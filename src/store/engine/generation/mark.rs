//! What stands beside the file, as bytes.

use crate::store::engine::checksums::row_hash::hash;

const MAGIC: &[u8; 8] = b"ZHGUMARK";
/// Magic, sequence, file, which epochs there are, both, the floor, the place.
const BODY_BYTES: usize = 8 + 8 + 16 + 1 + 16 + 16 + 8 + 16;
/// The body and its hash.
pub(super) const MARK_BYTES: usize = BODY_BYTES + 8;

/// Sixteen bytes nobody else has.
pub(super) type Id = [u8; 16];

/// What is known outside the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// Counts up with every writing: of two the newer one.
    pub sequence: u64,
    /// Which file.
    pub file_id: Id,
    /// Its opening; `None` before the first.
    pub epoch: Option<Id>,
    /// The opening that was about to be written into the file.
    pub next: Option<Id>,
    /// The file has seen at least so many commits.
    pub floor: i64,
    /// Which folder of which computer.
    pub place: Id,
}

impl Mark {
    pub fn to_bytes(self) -> [u8; MARK_BYTES] {
        let mut body = Vec::with_capacity(MARK_BYTES);
        body.extend_from_slice(MAGIC);
        body.extend_from_slice(&self.sequence.to_be_bytes());
        body.extend_from_slice(&self.file_id);
        body.push(u8::from(self.epoch.is_some()) | (u8::from(self.next.is_some()) << 1));
        body.extend_from_slice(&self.epoch.unwrap_or_default());
        body.extend_from_slice(&self.next.unwrap_or_default());
        body.extend_from_slice(&self.floor.to_be_bytes());
        body.extend_from_slice(&self.place);
        let sum = hash(&body).to_be_bytes();
        body.extend_from_slice(&sum);
        let mut bytes = [0; MARK_BYTES];
        bytes.iter_mut().zip(body).for_each(|(to, from)| *to = from);
        bytes
    }

    /// `None` where these bytes are no mark, or one that was cut off while it was written.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (body, sum) = bytes.get(..MARK_BYTES)?.split_at_checked(BODY_BYTES)?;
        if hash(body).to_be_bytes() != *sum {
            return None;
        }
        let mut rest = body.strip_prefix(MAGIC)?;
        let sequence = u64::from_be_bytes(take(&mut rest)?);
        let file_id = take(&mut rest)?;
        let [which] = take(&mut rest)?;
        let (epoch, next): (Id, Id) = (take(&mut rest)?, take(&mut rest)?);
        let (epoch, next) = ((which & 1 != 0).then_some(epoch), (which & 2 != 0).then_some(next));
        let (floor, place) = (i64::from_be_bytes(take(&mut rest)?), take(&mut rest)?);
        Some(Self { sequence, file_id, epoch, next, floor, place })
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (front, behind) = rest.split_first_chunk::<N>()?;
    *rest = behind;
    Some(*front)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_reads_back_and_one_that_was_cut_off_does_not() {
        let mark = Mark {
            sequence: 7,
            file_id: [1; 16],
            epoch: Some([2; 16]),
            next: Some([3; 16]),
            floor: 41,
            place: [4; 16],
        };
        for mark in [mark, Mark { next: None, ..mark }, Mark { epoch: None, ..mark }] {
            let bytes = mark.to_bytes();
            assert_eq!(Mark::from_bytes(&bytes), Some(mark));
            for cut in 0..MARK_BYTES {
                let mut torn = [0; MARK_BYTES];
                torn[..cut].copy_from_slice(&bytes[..cut]);
                assert!(torn == bytes || Mark::from_bytes(&torn).is_none(), "{cut}");
            }
        }
    }
}
