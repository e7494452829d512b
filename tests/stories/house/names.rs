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
