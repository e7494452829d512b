//! A type's name is its own: who searches for it finds one definition, and who reads it needs no path to know which.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
use syn::visit::{self, Visit};

/// The types of one file: its structs, enums, traits and aliases, also private ones and those of its tests.
#[derive(Default)]
struct Types(Vec<String>);

impl<'ast> Visit<'ast> for Types {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let (ident, attrs) = match item {
            syn::Item::Struct(it) => (&it.ident, &it.attrs),
            syn::Item::Enum(it) => (&it.ident, &it.attrs),
            syn::Item::Trait(it) => (&it.ident, &it.attrs),
            syn::Item::Type(it) => (&it.ident, &it.attrs),
            syn::Item::Union(it) => (&it.ident, &it.attrs),
            _ => return visit::visit_item(self, item),
        };
        // One type that is made differently on another system is still one.
        if !attrs.iter().any(only_elsewhere) {
            self.0.push(ident.to_string());
        }
        visit::visit_item(self, item);
    }
}

/// `#[cfg(not(…))]`: the other half of a type that stands beside it.
fn only_elsewhere(attribute: &syn::Attribute) -> bool {
    let condition = || attribute.parse_args::<syn::Meta>().ok();
    attribute.path().is_ident("cfg") && condition().is_some_and(|condition| condition.path().is_ident("not"))
}

fn types_under(folder: &Path, found: &mut BTreeMap<String, Vec<PathBuf>>) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            types_under(&entry, found);
        } else if entry.extension().is_some_and(|ending| ending == "rs") {
            let mut types = Types::default();
            types.visit_file(&syn::parse_file(&fs::read_to_string(&entry).expect("a source file")).expect("Rust"));
            for name in types.0 {
                found.entry(name).or_default().push(entry.clone());
            }
        }
    }
}

#[test]
fn no_two_types_go_by_one_name() {
    let mut found = BTreeMap::new();
    types_under(Path::new("src"), &mut found);
    assert!(found.len() > 1_000, "{} types: were they looked for in the right place?", found.len());
    let shared: Vec<_> = found.iter().filter(|(_, files)| files.len() > 1).collect();
    assert!(shared.is_empty(), "{} names that types share: {shared:#?}", shared.len());
}

/// Pictures that once stood for things that have a name in the field, and that name.
const METAPHORS: [(&str, &str); 15] = [
    ("nature", "env: clock and randomness"),
    ("knock", "probe"),
    ("errand", "task"),
    ("tale", "seed script"),
    ("teller", "seeder"),
    ("patience", "timeout"),
    ("farewell", "linger"),
    ("stranger", "anonymous, unknown"),
    ("stray", "unknown payment"),
    ("heed", "acknowledge"),
    ("ringer", "alert service"),
    ("outlet", "output"),
    ("hands", "what they do"),
    ("lights", "health"),
    ("desk", "host, queue, service, page"),
];

/// The words of every name in one file, outside of its tests.
#[derive(Default)]
struct Words(Vec<(String, String)>);

impl<'ast> Visit<'ast> for Words {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !super::imports::tests_only(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_ident(&mut self, ident: &'ast syn::Ident) {
        let name = ident.to_string();
        let parts = name.split('_').flat_map(|part| {
            let capitals = part.char_indices().filter(|(at, c)| *at > 0 && c.is_uppercase()).map(|(at, _)| at);
            let ends: Vec<usize> = if part.chars().any(char::is_lowercase) { capitals.collect() } else { Vec::new() };
            let starts = std::iter::once(0).chain(ends.clone());
            let ends = ends.into_iter().chain([part.len()]);
            starts.zip(ends).map(|(from, to)| part[from..to].to_lowercase()).collect::<Vec<_>>()
        });
        self.0.extend(parts.map(|word| (word, name.clone())));
    }
}

#[test]
fn things_are_called_by_their_names_in_the_field() {
    let mut wrong = Vec::new();
    let mut open = vec![PathBuf::from("src")];
    while let Some(path) = open.pop() {
        let file = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let mut words = Words(file.split('_').map(|word| (word.to_owned(), file.clone())).collect());
        if path.is_dir() {
            open.extend(fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("an entry").path()));
        } else if path.extension().is_some_and(|ending| ending == "rs") && !file.ends_with("tests") {
            words.visit_file(&syn::parse_file(&fs::read_to_string(&path).expect("a source file")).expect("Rust"));
        }
        for (word, name) in words.0 {
            // The scan desk is what the screen calls it.
            let known = METAPHORS.iter().find(|(metaphor, _)| *metaphor == word && !name.starts_with("scan_desk"));
            if let Some((_, field)) = known {
                wrong.push(format!("{}: {name} ({field})", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
