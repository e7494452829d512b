//! What one hostile message may cost the program in memory, as the system counts it.

use super::threats_program::{Besieged, ask, connect, notice};

const TOGETHER: u64 = 64;
const KIB_EACH: u64 = 256;

/// The most the process ever held, KiB.
#[cfg(target_os = "linux")]
pub fn peak_kib(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// As long as a message may be, and as laborious.
fn attacks() -> Vec<String> {
    let fill = |head: &str, piece: &str, tail: &str| {
        let room = 32 * 1024 - head.len() - tail.len();
        format!("{head}{}{tail}", piece.repeat(room / piece.len()))
    };
    vec![
        fill("<xml>", "<a>", ""),
        fill("<xml><a>", "&amp;", "</a></xml>"),
        fill("<xml><a>", "<![CDATA[]]>", "</a></xml>"),
        fill("<xml><a>", "x", "</a></xml>"),
        fill("<!DOCTYPE x [", "<!ENTITY a \"&a;&a;\">", "]><xml><a>&a;</a></xml>"),
        fill("<xml ", "a=\"1\" ", "></xml>"),
        fill("<xml>", "<a>1</a>", "</xml>"),
        fill("<xml>", "<!--x-->", "</xml>"),
    ]
}

#[cfg(target_os = "linux")]
#[test]
fn sixty_four_of_the_most_laborious_messages_at_once_cost_little_memory() {
    let shop = Besieged::new();
    shop.store().close().unwrap();
    let program = shop.serve("error");
    let (door, attacks) = (program.door, attacks());
    let wave = || {
        std::thread::scope(|scope| {
            for n in 0..TOGETHER {
                let attack = &attacks[usize::try_from(n).unwrap() % attacks.len()];
                scope.spawn(move || {
                    let mut line = connect(door).expect("a seat");
                    let (status, body) = ask(&mut line, &notice(attack)).expect("an answer");
                    assert_eq!((status, body.contains("SUCCESS")), (200, false));
                });
            }
        });
    };
    // The samples of the first ones are written; from then on a refused message costs its own bytes and no more.
    let honest = notice("<xml></xml>");
    let mut line = connect(door).unwrap();
    for _ in 0..100 {
        ask(&mut line, &honest).expect("an answer");
    }
    let before = peak_kib(program.id());
    for _ in 0..5 {
        wave();
    }
    let each = peak_kib(program.id()).saturating_sub(before) / TOGETHER;
    println!("peak memory of {TOGETHER} hostile messages at once: {each} KiB each, at most {KIB_EACH} allowed");
    assert!(each <= KIB_EACH, "{each} KiB");
}
