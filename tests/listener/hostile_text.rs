//! Texts that attack whoever looks at them: what buyers write is refused or kept short and plain, and every notice
//! comes back to the screen as it is stored.

use crate::world::*;
use serde_json::json;
use zhanggui::domain::Receiver;

const NASTY: &[&str] = &[
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1",
    "\r=1",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "\"; DROP TABLE orders; --",
    "../../etc/passwd",
    "%s%s%s%n",
    "${jndi:ldap://x/a}",
    "{{7*7}}",
    "\u{202e}gnp.exe",
    "\u{202a}\u{202b}\u{2066}x",
    "\u{200b}\u{200c}\u{200d}\u{feff}",
    "\u{0}",
    "\u{7}\u{8}\u{1b}[2J",
    "\u{85}\u{9b}31m",
    "\u{e000}\u{f8ff}",
    "\u{fffd}\u{ffff}",
    "Z\u{351}\u{36b}\u{343}\u{36a}a\u{300}\u{301}\u{302}",
    "ﷺﷺﷺ",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "🇨🇳",
    "\u{1f469}\u{200d}\u{1f469}",
    "\n\n\n\n",
    "\u{2028}\u{2029}",
    "   ",
    "a\u{ad}b",
    "NULL",
    "undefined",
    "-1",
    "1e309",
    "０１２３",
    "ＡＤＭＩＮ",
    "ад\u{43c}ин",
    "]]>",
    "<![CDATA[",
    "&amp;&lt;",
    "&#0;",
    "\\u0000",
    "C:\\CON",
    "a\u{300}\u{300}\u{300}\u{300}",
];

/// Each as it is, again and again, within words, and very long.
fn corpus() -> Vec<String> {
    let shapes: [fn(&str) -> String; 12] = [
        |text| text.to_owned(),
        |text| text.repeat(3),
        |text| format!("李{text}雷"),
        |text| format!("{text} "),
        |text| format!(" {text}"),
        |text| format!("({text})"),
        |text| text.chars().rev().collect(),
        |text| format!("{text}{text}\n{text}"),
        |text| text.repeat(40),
        |text| format!("{}{text}", "长".repeat(190)),
        |text| format!("{text}\u{202e}"),
        |text| text.repeat(1_000),
    ];
    NASTY.iter().flat_map(|text| shapes.iter().map(move |shape| shape(text))).collect()
}

#[test]
fn five_hundred_nasty_texts_become_short_plain_rows_or_none() {
    let corpus = corpus();
    assert!(corpus.len() >= 500, "{}", corpus.len());
    let (shop, once) = (World::new(), ORDER.replace("\"quantity\":2", "\"quantity\":1"));
    let (mut sold, mut refused) = (0, 0);
    // A buyer may ask thirty times at once: so many texts each.
    for (buyer, texts) in corpus.chunks(29).enumerate() {
        let token = shop.login(&format!("oNasty{buyer:022}"));
        for (at, text) in texts.iter().enumerate() {
            let mut order: serde_json::Value = serde_json::from_str(&once).unwrap();
            match at % 3 {
                0 => order["note"] = json!(text),
                1 => order["receiver"]["name"] = json!(text),
                _ => order["receiver"]["address"] = json!(text),
            }
            let reply = shop.call("POST", "/orders", &token, &order.to_string());
            if reply.status == 201 {
                sold += 1;
                is_plain(&shop.order(reply.json()["order_no"].as_str().unwrap()), text);
            } else {
                refused += 1;
                assert!(matches!(reply.status, 400 | 413 | 422), "{text:?}: {reply:?}");
            }
        }
    }
    println!("nasty texts {}, orders sold {sold}, refused {refused}, rows with a control character 0", corpus.len());
    assert!(sold > 0 && refused > 0);
}

fn is_plain(order: &zhanggui::store::OrderDetail, text: &str) {
    let Receiver { name, phone, address } = &order.receiver;
    for (field, most) in [(name, 64), (phone, 24), (address, 200), (&order.note, 200)] {
        assert!(field.chars().count() <= most, "{text:?} is {} characters", field.chars().count());
        assert!(
            !field.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')),
            "{text:?} became {field:?}"
        );
    }
}
