//! What the scan desk says about a scan: the voice speaks it, and the same words stand on the screen.

/// One thing said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BenchWord {
    /// A box is open; so many pieces go into it.
    Pieces(u32),
    /// Everything is in the box.
    Complete,
    /// So many pieces are not in it yet.
    Missing(u32),
    /// A piece that is not of this order.
    WrongItem,
    /// One piece more than was ordered.
    OneTooMany,
    /// A piece whose money went back.
    LeaveOut,
    /// Money of the order is asked back or on its way back.
    Refunding,
    /// Its money went back.
    Refunded,
    /// It must stay for another reason.
    DoNotShip,
    /// Its parcel is gone already.
    AlreadyShipped,
    /// Nobody knows the code.
    UnknownCode,
    /// The carrier's label is still to be scanned.
    ScanLabel,
    /// The tracking number looks like nobody's.
    LookAtNumber,
    /// The box was shipped.
    Finished,
    /// The buyer has the order.
    PickedUp,
    /// Its buyer was handed it before.
    AlreadyPickedUp,
    /// The box was left; its order is as before.
    Aborted,
    /// The last scan was taken back.
    TakenBack,
    /// No scan is there to be taken back.
    NothingToTakeBack,
    /// A command that needs an open box.
    NoBox,
    /// The box that is open comes first.
    BoxOpen,
    /// No other order waits to be packed.
    NothingToPack,
}

impl BenchWord {
    /// True if the packer must stop and look: a sound of its own comes before it.
    pub const fn stops(self) -> bool {
        match self {
            Self::Pieces(_) | Self::Complete | Self::Finished | Self::PickedUp | Self::Aborted | Self::TakenBack => {
                false
            }
            Self::Missing(_)
            | Self::WrongItem
            | Self::OneTooMany
            | Self::LeaveOut
            | Self::Refunding
            | Self::Refunded
            | Self::DoNotShip
            | Self::AlreadyShipped
            | Self::AlreadyPickedUp
            | Self::UnknownCode
            | Self::ScanLabel
            | Self::LookAtNumber
            | Self::NothingToTakeBack
            | Self::NoBox
            | Self::BoxOpen
            | Self::NothingToPack => true,
        }
    }
}
