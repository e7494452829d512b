use super::*;
use proptest::prelude::*;

fn words(command: &str) -> Vec<String> {
    command.split('|').map(str::to_owned).collect()
}

fn of(command: &str) -> MaskedSecrets {
    MaskedSecrets::of(&words(command), Vec::new())
}

#[test]
fn the_secrets_of_a_command_are_found_in_each_way_they_are_written() {
    for (command, secrets) in [
        ("cloudflared|tunnel|run|--token|eyJhIjoi1234|--url=http://127.0.0.1", &["eyJhIjoi1234"][..]),
        ("cloudflared|tunnel|run|--token|eyJhIjoi12==", &["eyJhIjoi12=="]),
        ("bore|local|8719|--secret=hunter22", &["hunter22"]),
        ("bore|local|8719|-s|hunter22", &["hunter22"]),
        ("ngrok|http|8719|--authtoken|2abcDEF", &["2abcDEF"]),
        ("ngrok|config|add-authtoken|2abcDEF", &["2abcDEF"]),
        ("natapp|-authtoken=0a1b2c3d", &["0a1b2c3d"]),
        ("frpc|http|-t|frptoken99", &["frptoken99"]),
        ("sh|-c|cloudflared tunnel run --token eyJhIjoi1234", &["eyJhIjoi1234"]),
        ("cloudflared tunnel run --token eyJhIjoi1234", &["eyJhIjoi1234"]),
        ("env|TUNNEL_TOKEN=eyJhIjoi1234|cloudflared", &["eyJhIjoi1234"]),
        ("curl|-H|Authorization: Bearer eyJh.x.y|https://x.example", &["eyJh.x.y"]),
        ("curl|-H|\"X-Api-Key: k1234567\"", &["k1234567"]),
        ("wstunnel|client|wss://shop:s3cretpass@x.example", &["s3cretpass"]),
        ("gost|-L|http://shop:pa/ss@word@:8080", &["pa/ss@word"]),
        ("proxy|--upstream|shop:s3cretpass@10.0.0.1:3128", &["s3cretpass"]),
        ("sshpass|-p|s3cretpass|ssh|-p|2222|you@shop.example", &["s3cretpass"]),
        ("sshpass|-ps3cretpass|ssh|you@shop.example", &["s3cretpass"]),
        ("cloudflared|tunnel|--credentials-file|/home/me/x.json|run", &[]),
        ("ssh|-N|-R|127.0.0.1:8719:127.0.0.1:8719|you@shop.example.com", &[]),
    ] {
        assert_eq!(in_command(&words(command)), secrets, "{command}");
    }
}

#[test]
fn a_line_is_shown_without_what_its_words_call_a_secret() {
    for (line, shown) in [
        ("auth_token=abc level=info", "*** level=info"),
        ("Authorization: Bearer eyJh.x.y end", "Authorization: Bearer *** end"),
        ("authorization:Bearer eyJh.x.y end", "*** *** end"),
        ("Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic ***"),
        ("Authorization: dXNlcjpwYXNz", "Authorization: ***"),
        ("Proxy-Authorization: Basic dXNlcjpwYXNz", "Proxy-Authorization: Basic ***"),
        ("> authorization: token ghp_0123456789", "> authorization: token ***"),
        ("using authtoken 2abcDEF1234", "using authtoken ***"),
        ("Authtoken saved: 2abcDEF1234", "Authtoken saved: ***"),
        ("Authtoken: 2abcDEF1234 saved", "Authtoken: *** saved"),
        ("token = abc", "token = ***"),
        ("token : abc", "token : ***"),
        ("token is abc123", "token is ***"),
        ("--token abcdefgh", "--token ***"),
        ("-H \"X-Api-Key: k1234567\"", "-H \"X-Api-Key: ***"),
        ("password=\"two words here\" level=info", "*** *** *** level=info"),
        ("password: 'two words' level=info", "password: *** *** level=info"),
        ("password=a,b;c next", "***,***;*** next"),
        ("{\"user\":\"x\",\"token\":\"abc\"}", "{\"user\":\"x\",***}"),
        ("{\"token\": \"abc\", \"user\": \"x\"}", "{\"token\": *** \"user\": \"x\"}"),
        ("GET /?a=1&access_token=abc&b=2 200", "GET /?a=1&***&b=2 200"),
        ("dial https://shop:pass@x.example/y", "dial https://***@x.example/y"),
        ("dial tcp shop:pass@10.0.0.1:22 refused", "dial tcp ***@10.0.0.1:22 refused"),
        ("Cookie: a=b; c=d", "Cookie: *** ***"),
        ("密码：hunter22", "***"),
        ("密码: hunter22", "密码: ***"),
    ] {
        assert_eq!(MaskedSecrets::default().hidden(line), shown, "{line}");
    }
}

#[test]
fn what_is_no_secret_stays_readable() {
    for line in [
        "token rejected by the server",
        "token is invalid: login again",
        "error: authentication failed",
        "INF Registered tunnel connection connIndex=0 ip=198.41.200.1 location=hkg01",
        "t=2026-09-01T19:30:00+0800 lvl=info msg=\"started tunnel\" url=https://a1b2-c3.ngrok-free.app",
        "you@shop.example.com: Permission denied (publickey,password).",
        "ssh: connect to host shop.example.com port 22: Connection refused",
        "2026-09-01T11:30:00Z INF |  https://camellia-tea-shop-quick.trycloudflare.com                |",
        "debug1: Authentications that can continue: publickey",
        "[I] [client/service.go:299] login to server success",
    ] {
        assert_eq!(MaskedSecrets::default().hidden(line), line);
    }
}

#[test]
fn a_known_secret_is_hidden_wherever_it_stands_and_in_pieces() {
    let secrets = of("cloudflared|tunnel|run|--token|eyJhIjoi1234567890");
    for (line, shown) in [
        ("using eyJhIjoi1234567890 now", "using *** now"),
        ("cut eyJhIjoi123", "cut ***"),
        ("tail 34567890!", "tail ***!"),
        ("x=eyJhIjoi1234567890;y", "x=***;y"),
        ("eyJhIjo is too little to tell", "eyJhIjo is too little to tell"),
    ] {
        assert_eq!(secrets.hidden(line), shown);
    }
    assert_eq!(of("bore|local|-s|abcd").hidden("with abcd and abc"), "with *** and abc");
}

#[test]
fn colours_and_controls_are_not_shown_and_hide_no_secret() {
    assert_eq!(MaskedSecrets::default().hidden("\u{1b}[32mINFO\u{1b}[0m up\u{7}"), "INFO up");
    assert_eq!(MaskedSecrets::default().hidden("\u{1b}[1mtoken\u{1b}[0m=abc"), "***");
    assert_eq!(of("bore|-s|hunter22").hidden("hun\u{1b}[1mter22"), "***");
    assert_eq!(MaskedSecrets::default().hidden("token:\tabc"), "token: ***");
}

/// How a command holds a secret.
fn command(way: usize, secret: &str) -> Vec<String> {
    match way {
        0 => vec!["cloudflared".to_owned(), "--token".to_owned(), secret.to_owned()],
        1 => vec!["natapp".to_owned(), format!("-authtoken={secret}")],
        2 => vec!["bore".to_owned(), "-s".to_owned(), secret.to_owned()],
        3 => vec!["x".to_owned(), "-H".to_owned(), format!("Authorization: Bearer {secret}")],
        4 => vec!["x".to_owned(), format!("https://shop:{secret}@x.example/")],
        5 => vec!["sh".to_owned(), "-c".to_owned(), format!("ngrok --authtoken {secret}")],
        _ => vec!["env".to_owned(), format!("TUNNEL_TOKEN={secret}")],
    }
}

proptest! {
    #[test]
    fn no_eight_characters_of_a_known_secret_are_ever_shown(
        way in 0..7_usize,
        secret in "[A-Za-z0-9][A-Za-z0-9._+=/-]{6,38}[A-Za-z0-9=]",
        front in "[ -~]{0,20}",
        back in "[ -~]{0,20}",
        from in 0..8_usize,
        cut in 0..8_usize,
    ) {
        let command = command(way, &secret);
        let secrets = MaskedSecrets::of(&command, Vec::new());
        let piece = secret.get(from.min(secret.len())..secret.len().saturating_sub(cut)).unwrap_or_default();
        for line in [
            format!("{front}{secret}{back}"),
            format!("{front}{piece}{back}"),
            format!("{front} {secret}{secret} {back}"),
            command.join(" "),
            format!("exec: {command:?}"),
        ] {
            let shown = secrets.hidden(&line);
            let told = secret.as_bytes().windows(RUN).find(|run| {
                shown.as_bytes().windows(RUN).any(|window| window == *run)
            });
            prop_assert!(told.is_none(), "{line:?} is shown as {shown:?}");
        }
    }

    #[test]
    fn any_line_is_shown_without_a_panic(line in "\\PC{0,80}", command in "\\PC{0,40}") {
        prop_assert!(MaskedSecrets::of(&[command], Vec::new()).hidden(&line).len() <= line.len().saturating_mul(3).saturating_add(9));
    }
}
