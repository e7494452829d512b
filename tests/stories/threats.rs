//! The threat model's table beside the tests that hold each line. A name that is gone fails here, so that the map
//! cannot rot.
//!
//! | # | threat |
//! |---|---|
//! | T1 | forged "paid" |
//! | T2 | trust by address, Host, X-Forwarded-For, Origin |
//! | T3 | genuine, but another merchant, app, amount, currency, order, way of signing, or FAIL |
//! | T4 | the key has leaked: perfect forgeries |
//! | T5 | MD5 where it was not asked for |
//! | T6 | replays, duplicates, out of order |
//! | T7 | XML |
//! | T8 | half-sent requests, many connections |
//! | T9 | a flood of forgeries |
//! | T10 | the tunnel points at more than the hook |
//! | T11 | a page in a browser, a program on this computer |
//! | T12 | the tunnel reads or alters what passes |
//! | T13 | the tunnel is down, or somebody else's |
//! | T14 | answering too early |
//! | T15 | secrets in logs and files |
//! | T16 | the disk filled by an attacker |
//! | T17 | texts that attack whoever looks at them |

use std::{fs, path::Path};

/// Each threat with its promises. The campaigns are the same tests with more cases: `ZHANGGUI_MUTATIONS`,
/// `ZHANGGUI_FUZZ_CASES`, `ZHANGGUI_FLIPS`, `ZHANGGUI_PATHS`, `ZHANGGUI_KILLS`, `ZHANGGUI_FULL`.
const MAP: &[(&str, &[&str])] = &[
    (
        "T1",
        &[
            "every_hostile_message_moves_nothing_and_is_listed_with_its_verdict",
            "of_ten_thousand_mutated_notifications_none_is_believed_unless_it_says_the_same",
            "a_key_that_anyone_could_know_starts_nothing",
            "without_an_account_there_is_no_door_for_notifications",
            "signatures_made_in_another_way_are_refused",
            "fields_cut_in_another_way_under_the_same_signature_are_refused",
        ],
    ),
    ("T2", &["under_two_hundred_disguises_every_verdict_and_every_byte_is_the_same"]),
    (
        "T3",
        &[
            "every_field_of_a_rightly_signed_message_must_be_our_orders",
            "a_tiny_order_does_not_pay_a_big_one",
            "every_field_that_differs_changes_nothing",
            "one_transaction_pays_one_order_for_ever",
            "a_forged_claim_does_not_take_a_genuine_transaction_away",
        ],
    ),
    ("T4", &["a_perfect_forgery_never_becomes_a_paid_order", "a_claim_wechat_does_not_confirm_goes_away"]),
    (
        "T5",
        &[
            "a_short_file_is_enough_and_the_rest_has_defaults",
            "every_field_of_a_rightly_signed_message_must_be_our_orders",
            "an_answer_that_is_unsigned_or_signed_in_another_way_proves_nothing",
        ],
    ),
    (
        "T6",
        &[
            "every_order_of_six_events_and_their_copies_ends_in_one_state",
            "sixty_four_copies_at_once_move_the_order_once_and_are_all_answered_success",
            "a_genuine_message_replayed_for_ever_is_always_answered_and_does_not_fill_the_disk",
            "an_order_never_goes_back_before_its_payment",
        ],
    ),
    (
        "T7",
        &[
            "hostile_documents_are_refused_and_odd_ones_read_exactly",
            "a_message_at_the_limits_is_read_and_one_past_them_is_not",
            "what_other_readers_let_pass_is_refused",
            "no_bytes_at_all_are_a_notification",
            "no_pieces_of_messages_make_one",
            "a_piece_put_into_a_genuine_message_never_changes_what_is_believed",
            "what_the_short_way_takes_the_xml_reader_reads_alike",
            "sixty_four_of_the_most_laborious_messages_at_once_cost_little_memory",
        ],
    ),
    (
        "T8",
        &[
            "half_a_head_is_told_so_when_its_time_is_over",
            "half_a_body_is_told_so_when_its_time_is_over",
            "the_one_waiting_longest_makes_room",
            "honest_notifications_are_answered_among_thousands_of_half_sent_ones",
            "a_flood_of_half_sent_requests_does_not_deafen_the_door",
        ],
    ),
    (
        "T9",
        &[
            "a_flood_of_forgeries_leaves_a_few_rows_and_an_honest_notification_is_answered",
            "a_flood_of_forgeries_is_sampled_and_leaves_room_for_what_the_key_has_signed",
            "a_crowd_at_the_storefront_never_delays_a_notification",
            "a_fault_of_ours_is_a_500_without_a_word_and_few_lines_in_the_log",
        ],
    ),
    (
        "T10",
        &[
            "thousands_of_paths_and_methods_are_the_same_404_without_a_byte",
            "scanners_find_nothing_and_learn_nothing",
            "an_answer_says_nothing_about_the_program_behind_it",
            "the_program_listens_on_one_port_of_this_computer_and_on_no_other",
        ],
    ),
    (
        "T11",
        &[
            "a_page_in_a_browser_or_a_name_that_leads_back_here_has_no_effect",
            "a_page_in_a_browser_cannot_send_what_is_taken_here",
        ],
    ),
    ("T12", &["a_tunnel_that_flips_bits_makes_no_wrong_state", "a_refund_notification_is_a_hint_and_nothing_more"]),
    (
        "T13",
        &[
            "after_a_day_of_blackout_every_paid_order_is_found_and_no_other",
            "a_stranger_who_took_over_the_name_is_noticed",
            "without_a_tunnel_every_payment_is_found_by_asking",
            "a_shop_behind_ssh_loses_no_order_when_the_tunnel_is_killed",
        ],
    ),
    (
        "T14",
        &[
            "whichever_write_fails_success_is_not_said_and_the_next_try_is_whole",
            "a_notification_that_cannot_be_stored_is_never_answered_success",
            "a_commit_that_fails_is_told_to_every_caller_and_keeps_nothing",
            "killed_under_load_the_shop_has_every_notification_it_acknowledged",
        ],
    ),
    (
        "T15",
        &[
            "after_a_purchase_a_refund_a_crash_and_every_export_no_secret_is_anywhere",
            "a_key_is_never_printed",
            "no_error_about_secrets_shows_one",
            "a_token_is_not_in_the_file",
            "whatever_goes_wrong_the_secret_is_in_no_message",
            "a_shop_that_was_copied_in_is_its_owners_alone_once_it_is_opened",
            "what_the_running_shop_makes_is_its_owners_alone",
        ],
    ),
    (
        "T16",
        &[
            "with_one_mebibyte_left_a_flood_of_big_forgeries_leaves_room_for_orders",
            "on_a_full_disk_nothing_is_acknowledged_and_nothing_breaks_and_with_room_it_goes_on",
            "strangers_do_not_fill_the_list_and_replays_do_not_either",
        ],
    ),
    (
        "T17",
        &[
            "five_hundred_nasty_texts_become_short_plain_rows_or_none",
            "nasty_names_lose_what_turns_or_hides_text",
            "colours_and_controls_are_not_shown_and_hide_no_secret",
        ],
    ),
];

/// All source text under `folder`.
fn sources(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, text);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            text.push_str(&fs::read_to_string(&path).expect("a source file"));
        }
    }
}

/// True if a test of this name is written: the attribute stands close above it.
fn is_a_test(name: &str, text: &str) -> bool {
    text.match_indices(&format!("fn {name}(")).any(|(at, _)| {
        let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let above = text[..line].lines().rev().take(4);
        above.map(str::trim).take_while(|line| line.starts_with('#')).any(|line| line.contains("test]"))
    })
}

#[test]
fn every_threat_has_its_tests_and_they_exist() {
    let mut text = String::new();
    for folder in ["src", "tests"] {
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut text);
    }
    let threats: Vec<&str> = MAP.iter().map(|(threat, _)| *threat).collect();
    assert_eq!(threats, (1..=17).map(|n| format!("T{n}")).collect::<Vec<_>>());
    for (threat, tests) in MAP {
        assert!(!tests.is_empty(), "{threat} has no test");
        for name in *tests {
            assert!(is_a_test(name, &text), "{threat}: there is no test {name}");
        }
    }
    assert!(!is_a_test("is_a_test", &text), "a function is not yet a test");
}
