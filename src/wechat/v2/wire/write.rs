//! From fields to text.

/// Writes a message: root `xml`, the fields in the order given, every value in CDATA.
///
/// The names must be letters, digits and `_`; the values must not contain control characters, which XML cannot carry.
pub fn write(fields: &[(&str, &str)]) -> String {
    write_as("xml", fields)
}

/// Writes a message with another root: `root` is what a refund notice has inside.
pub fn write_as(root: &str, fields: &[(&str, &str)]) -> String {
    const AROUND_A_FIELD: usize = "<></>".len() + "<![CDATA[]]>".len();
    let size = |(name, value): &(&str, &str)| {
        name.len().saturating_mul(2).saturating_add(value.len()).saturating_add(AROUND_A_FIELD)
    };
    let total = fields.iter().map(size).fold(32, usize::saturating_add);
    let mut out = String::with_capacity(total);
    for piece in ["<", root, ">"] {
        out.push_str(piece);
    }
    for (name, value) in fields {
        write_field(&mut out, name, value);
    }
    for piece in ["</", root, ">"] {
        out.push_str(piece);
    }
    out
}

fn write_field(out: &mut String, name: &str, value: &str) {
    for piece in ["<", name, "><![CDATA["] {
        out.push_str(piece);
    }
    if value.as_bytes().contains(&b']') {
        // `]]>` would end the section: it is divided over two.
        out.push_str(&value.replace("]]>", "]]]]><![CDATA[>"));
    } else {
        out.push_str(value);
    }
    for piece in ["]]></", name, ">"] {
        out.push_str(piece);
    }
}
