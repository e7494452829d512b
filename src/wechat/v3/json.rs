//! The JSON of API v3, read strictly: what readers disagree about is refused rather than guessed. A name that stands twice in one
//! object, a byte order mark, NUL, broken UTF-8, deep nesting; and where an amount is wanted anything but plain digits.
//! Unknown fields are passed over, because WeChat adds new ones without notice.

mod reader;
mod value;

pub use reader::{MESSAGE_BYTES_MAX, read};
pub use value::{MalformedJson, Object};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Fen;

    fn read(body: &str) -> Result<Object<'_>, MalformedJson> {
        super::read(body.as_bytes())
    }

    #[test]
    fn what_readers_disagree_about_is_refused_and_named() {
        let deep = format!(r#"{{"a":{}{}}}"#, "[".repeat(40), "]".repeat(40));
        let bottomless = "[".repeat(50_000);
        let long = format!(r#"{{"a":"{}"}}"#, "x".repeat(MESSAGE_BYTES_MAX));
        let ten_megabytes = " ".repeat(10 << 20);
        for (body, expected) in [
            (r#"{"a":1,"a":1}"#, MalformedJson::Repeated),
            (r#"{"a":1,"\u0061":2}"#, MalformedJson::Repeated),
            (r#"{"b":[{"a":1,"a":2}]}"#, MalformedJson::Repeated),
            (deep.as_str(), MalformedJson::TooDeep),
            (&bottomless, MalformedJson::TooDeep),
            (&long, MalformedJson::TooLarge),
            (&ten_megabytes, MalformedJson::TooLarge),
            ("\u{FEFF}{}", MalformedJson::Mark),
            ("{\"a\":\"\0\"}", MalformedJson::Nul),
            (r#"{"a":"\u0000"}"#, MalformedJson::Nul),
            (r#"{"\u0000":1}"#, MalformedJson::Nul),
            ("{}\0", MalformedJson::Nul),
            ("", MalformedJson::Syntax),
            ("[]", MalformedJson::Syntax),
            ("null", MalformedJson::Syntax),
            ("{} {}", MalformedJson::Syntax),
            ("{}x", MalformedJson::Syntax),
            (r#"{"a":1,}"#, MalformedJson::Syntax),
            (r#"{"a":01}"#, MalformedJson::Syntax),
            (r#"{"a":+1}"#, MalformedJson::Syntax),
            (r#"{"a":NaN}"#, MalformedJson::Syntax),
            (r"{'a':1}", MalformedJson::Syntax),
            (r#"{"a":"\ud800"}"#, MalformedJson::Syntax),
            ("{\"a\":\"line\nbreak\"}", MalformedJson::Syntax),
            ("{/* */}", MalformedJson::Syntax),
            (r#"{"a":"#, MalformedJson::Syntax),
            ("<html>502</html>", MalformedJson::Syntax),
        ] {
            assert_eq!(read(body), Err(expected), "{:?}", body.chars().take(60).collect::<String>());
        }
        for bytes in [&b"{\"a\":\"\xFF\"}"[..], b"{\"a\":\"\xC0\x80\"}", b"{\"a\":\"\xED\xA0\x80\"}", b"\xFF\xFE{\0}\0"]
        {
            assert_eq!(super::read(bytes), Err(MalformedJson::NotUtf8), "{bytes:?}");
        }
    }

    #[test]
    fn an_amount_is_plain_digits() {
        let amount = |raw: &str| read(&format!(r#"{{"total":{raw}}}"#)).unwrap().fen("total").map(Fen::get);
        assert_eq!(amount("5000"), Ok(5000));
        assert_eq!(amount("0"), Ok(0));
        assert_eq!(amount("999999999999"), Ok(999_999_999_999));
        for bad in ["1e2", "-0", "9.0", "-1", "1E0", "0.0", "1000000000000", "99999999999999999999"] {
            assert_eq!(amount(bad), Err(MalformedJson::NotWhole("total")), "{bad}");
        }
        for bad in [r#""5000""#, "true", "[5000]", r#"{"total":5000}"#] {
            assert_eq!(amount(bad), Err(MalformedJson::OtherType("total")), "{bad}");
        }
        assert_eq!(amount("null"), Err(MalformedJson::Absent("total")));
        assert_eq!(read("{}").unwrap().fen("total"), Err(MalformedJson::Absent("total")));
    }

    #[test]
    fn texts_and_objects_are_of_their_type() {
        let object = read(r#"{"a":"x","b":"","c":1,"d":{"e":"\u5496\n"},"f":[{}],"g":null}"#).unwrap();
        assert_eq!(object.text("a"), Ok("x"));
        assert_eq!((object.text("b"), object.text_if_any("b")), (Err(MalformedJson::Absent("b")), Ok(None)));
        assert_eq!(object.text("c"), Err(MalformedJson::OtherType("c")));
        assert_eq!(object.object("d").unwrap().text("e"), Ok("咖\n"));
        assert_eq!(object.object("a"), Err(MalformedJson::OtherType("a")));
        assert_eq!((object.object("g"), object.object_if_any("g")), (Err(MalformedJson::Absent("g")), Ok(None)));
        assert_eq!(object.objects("f").map(|all| all.len()), Ok(1));
        assert_eq!(object.objects("d"), Err(MalformedJson::OtherType("d")));
        assert_eq!(object.time("a"), Err(MalformedJson::NoSense("a")));
    }
}
