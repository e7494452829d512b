use super::*;

fn fen(fen: i64) -> Fen {
    Fen::new(fen).expect("an amount")
}

/// Who does what: owner, clerk, packer. Written out by hand, so that the rule cannot agree with itself alone.
const TABLE: [(OperatorAction, [bool; 3]); 18] = [
    (OperatorAction::Look, [true, true, true]),
    (OperatorAction::Ship, [true, true, true]),
    (OperatorAction::Print, [true, true, true]),
    (OperatorAction::Mark, [true, true, true]),
    (OperatorAction::CancelOrder, [true, true, false]),
    (OperatorAction::ReplayNotice, [true, true, false]),
    (OperatorAction::GiveRefund, [true, true, false]),
    (OperatorAction::HandleRefund, [true, true, false]),
    (OperatorAction::TakeBackRefund, [true, true, false]),
    (OperatorAction::AnswerComplaint, [true, true, false]),
    (OperatorAction::SeeSealedPhone, [true, true, false]),
    (OperatorAction::ManageBuyers, [true, true, false]),
    (OperatorAction::AcceptMoney, [true, false, false]),
    (OperatorAction::SettleRefund, [true, false, false]),
    (OperatorAction::ChangeProducts, [true, false, false]),
    (OperatorAction::WorkOnBill, [true, false, false]),
    (OperatorAction::RunShop, [true, false, false]),
    (OperatorAction::ManageOperators, [true, false, false]),
];

#[test]
fn every_role_may_do_exactly_what_the_table_says() {
    assert!(OperatorAction::ALL.iter().all(|action| TABLE.iter().any(|(row, _)| row == action)));
    assert_eq!(TABLE.len(), OperatorAction::ALL.len());
    for (action, may) in TABLE {
        for (role, may) in [Role::Owner, Role::Clerk { limit: fen(50_00) }, Role::Packer].into_iter().zip(may) {
            let no = Err(NotPermitted { action, why: WhyNotPermitted::Role(role.kind()) });
            assert_eq!(role.judge(action, Fen::ZERO), if may { Ok(()) } else { no }, "{role:?} {action}");
            assert_eq!(role.does(action), may, "{role:?} {action}");
        }
    }
}

#[test]
fn a_clerk_gives_back_up_to_the_limit_to_the_fen_and_the_owner_anything() {
    let clerk = Role::Clerk { limit: fen(50_00) };
    for give in [0, 1, 49_99, 50_00] {
        assert_eq!(clerk.judge(OperatorAction::GiveRefund, fen(give)), Ok(()), "{give}");
    }
    for give in [50_01, 99_999_999] {
        let why = WhyNotPermitted::Limit { limit: fen(50_00), wanted: fen(give) };
        assert_eq!(
            clerk.judge(OperatorAction::GiveRefund, fen(give)),
            Err(NotPermitted { action: OperatorAction::GiveRefund, why })
        );
        assert_eq!(Role::Owner.judge(OperatorAction::GiveRefund, fen(give)), Ok(()));
        // The limit is about money that goes back, and about nothing else.
        assert_eq!(clerk.judge(OperatorAction::HandleRefund, fen(give)), Ok(()));
        assert!(Role::Packer.judge(OperatorAction::GiveRefund, fen(give)).is_err());
    }
    assert!(Role::Clerk { limit: Fen::ZERO }.judge(OperatorAction::GiveRefund, fen(1)).is_err());
}

#[test]
fn a_role_and_a_refusal_read_as_they_were_written() {
    for role in [Role::Owner, Role::Clerk { limit: fen(1_23) }, Role::Packer] {
        assert_eq!(Role::of(role.kind(), role.limit()), role);
    }
    for action in OperatorAction::ALL {
        let roles = RoleKind::ALL.iter().map(|kind| WhyNotPermitted::Role(*kind));
        let limit = WhyNotPermitted::Limit { limit: fen(50_00), wanted: fen(50_01) };
        for why in roles.chain([limit, WhyNotPermitted::Removed, WhyNotPermitted::NotSignedIn]) {
            let refused = NotPermitted { action: *action, why };
            assert_eq!(NotPermitted::parse(&refused.to_string()), Some(refused));
        }
    }
    for other in ["", "ship", "ship role", "ship role baker", "fly role clerk", "ship removed now", "ship limit 1 -2"] {
        assert_eq!(NotPermitted::parse(other), None, "{other}");
    }
}

#[test]
fn a_name_is_short_plain_text() {
    assert_eq!(OperatorName::parse(" 李雷 ").map(|name| name.to_string()), Ok("李雷".to_owned()));
    for bad in ["", "  ", "一二三四五六七八九十一二三四五六七八九十一", "a\nb", "a\u{202e}b"] {
        assert!(OperatorName::parse(bad).is_err(), "{bad:?}");
    }
    assert!(OperatorId::new(0).is_none());
}
