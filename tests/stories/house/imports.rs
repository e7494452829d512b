//! Who imports whom, read out of the source itself. What a file re-exports leads to the file that defines it; what only
//! tests import does not count.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};
use syn::{
    Attribute, Item, UseTree, Visibility,
    visit::{self, Visit},
};

/// A module's path below the crate: `["store", "orders", "row"]`.
pub type Module = Vec<String>;

/// One source file as far as imports go.
#[derive(Default)]
struct Source {
    /// What it defines.
    items: BTreeSet<String>,
    /// Its own modules that are files, and whether only tests have them.
    children: BTreeMap<String, bool>,
    /// Paths below the crate it re-exports, and the name each has then.
    exports: Vec<(Vec<String>, String)>,
    /// Paths it uses, as they are written.
    paths: Vec<Vec<String>>,
    /// Names its `use` lines bring in, and what each stands for.
    aliases: BTreeMap<String, Vec<String>>,
}

/// The crate's files and what each imports.
pub struct Imports {
    sources: BTreeMap<Module, Source>,
}

impl Imports {
    /// Reads every file that `src/lib.rs` leads to.
    pub fn of_the_crate() -> Self {
        let mut all = Self { sources: BTreeMap::new() };
        all.read(Path::new("src/lib.rs"), Vec::new());
        all
    }

    fn read(&mut self, file: &Path, module: Module) {
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let mut source = Source::default();
        source.visit_file(&parsed);
        for (child, tests_only) in source.children.clone() {
            if !tests_only {
                let below = [module.clone(), vec![child]].concat();
                self.read(&file_of(&below), below);
            }
        }
        self.sources.insert(module, source);
    }

    pub fn files(&self) -> impl Iterator<Item = &Module> {
        self.sources.keys()
    }

    /// The files `module` imports from.
    pub fn imported_by(&self, module: &Module) -> BTreeSet<Module> {
        let source = &self.sources[module];
        let used = source.paths.iter().filter_map(|path| self.absolute(module, source, path));
        used.filter(|path| !self.sources.contains_key(path))
            .filter_map(|path| self.definer(&path, 0))
            .filter(|definer| definer != module && !definer.is_empty())
            .collect()
    }

    /// A path below the crate; `None` for what is not of the crate.
    fn absolute(&self, module: &Module, source: &Source, path: &[String]) -> Option<Vec<String>> {
        let first = path.first()?.as_str();
        match first {
            "crate" => Some(path[1..].to_vec()),
            "self" | "super" => {
                let ups = path.iter().take_while(|part| *part == "super" || *part == "self").count();
                let levels = path.iter().filter(|part| *part == "super").count();
                let base = module.len().checked_sub(levels)?;
                Some([&module[..base], &path[ups..]].concat())
            }
            _ if source.children.contains_key(first) => Some([module.as_slice(), path].concat()),
            _ => {
                let stands_for = source.aliases.get(first)?;
                let whole = self.absolute(
                    module,
                    &Source { children: source.children.clone(), ..Source::default() },
                    stands_for,
                )?;
                // A type's own functions are where the type is.
                self.sources.contains_key(&whole).then(|| [whole.as_slice(), &path[1..]].concat())
            }
        }
    }

    /// The file that defines what `path` leads to.
    fn definer(&self, path: &[String], depth: usize) -> Option<Module> {
        let known = (0..=path.len()).rev().find(|&k| self.sources.contains_key(&path[..k]))?;
        let (module, rest) = path.split_at(known);
        let Some(name) = rest.first().filter(|name| *name != "*") else { return Some(module.to_vec()) };
        let source = &self.sources[module];
        if source.items.contains(name) || depth > 8 {
            return Some(module.to_vec());
        }
        let named = source.exports.iter().find(|(_, known_as)| known_as == name);
        if let Some((target, _)) = named {
            return self.definer(&self.absolute(&module.to_vec(), source, target)?, depth + 1);
        }
        let globs = source.exports.iter().filter(|(_, known_as)| known_as == "*");
        let mut through = globs.filter_map(|(target, _)| {
            let mut inside = self.absolute(&module.to_vec(), source, target)?;
            inside.pop();
            self.sources.get(&inside).is_some_and(|of| of.items.contains(name)).then_some(inside)
        });
        through.next().or_else(|| Some(module.to_vec()))
    }

    /// Files that lead back to themselves, each circle once.
    pub fn circles(&self) -> Vec<Vec<Module>> {
        let edges: BTreeMap<&Module, BTreeSet<Module>> =
            self.files().map(|module| (module, self.imported_by(module))).collect();
        let reach = |from: &Module| {
            let (mut seen, mut open) = (BTreeSet::new(), vec![from.clone()]);
            while let Some(next) = open.pop() {
                for to in edges.get(&next).into_iter().flatten() {
                    if seen.insert(to.clone()) {
                        open.push(to.clone());
                    }
                }
            }
            seen
        };
        let reached: BTreeMap<&Module, BTreeSet<Module>> =
            edges.keys().map(|module| (*module, reach(module))).collect();
        let circle = |module: &Module| -> Vec<Module> {
            reached[module].iter().filter(|other| reached[*other].contains(module)).cloned().collect()
        };
        let circles: BTreeSet<Vec<Module>> =
            edges.keys().map(|module| circle(module)).filter(|of| !of.is_empty()).collect();
        circles.into_iter().collect()
    }
}

/// `src/store/answers.rs` or `src/store/orders/mod.rs`.
pub fn file_of(module: &Module) -> std::path::PathBuf {
    let stem = Path::new("src").join(module.join("/"));
    let flat = stem.with_extension("rs");
    if flat.exists() { flat } else { stem.join("mod.rs") }
}

pub(super) fn tests_only(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|of| of.path().is_ident("cfg") && of.parse_args::<syn::Path>().is_ok_and(|inside| inside.is_ident("test")))
}

/// Every leaf of a `use`, with the name it brings in.
fn leaves(tree: &UseTree, before: &[String], found: &mut Vec<(Vec<String>, String)>) {
    let with = |name: String| [before, &[name]].concat();
    match tree {
        UseTree::Path(path) => leaves(&path.tree, &with(path.ident.to_string()), found),
        UseTree::Name(name) if name.ident == "self" => {
            found.push((before.to_vec(), before.last().cloned().unwrap_or_default()));
        }
        UseTree::Name(name) => found.push((with(name.ident.to_string()), name.ident.to_string())),
        UseTree::Rename(renamed) => found.push((with(renamed.ident.to_string()), renamed.rename.to_string())),
        UseTree::Glob(_) => found.push((with("*".to_owned()), "*".to_owned())),
        UseTree::Group(group) => group.items.iter().for_each(|inside| leaves(inside, before, found)),
    }
}

fn name_of(item: &Item) -> Option<(String, &[Attribute])> {
    Some(match item {
        Item::Const(it) => (it.ident.to_string(), &it.attrs),
        Item::Enum(it) => (it.ident.to_string(), &it.attrs),
        Item::Fn(it) => (it.sig.ident.to_string(), &it.attrs),
        Item::Static(it) => (it.ident.to_string(), &it.attrs),
        Item::Struct(it) => (it.ident.to_string(), &it.attrs),
        Item::Trait(it) => (it.ident.to_string(), &it.attrs),
        Item::Type(it) => (it.ident.to_string(), &it.attrs),
        Item::Mod(it) => (it.ident.to_string(), &it.attrs),
        Item::Impl(it) => (String::new(), &it.attrs),
        Item::Use(it) => (String::new(), &it.attrs),
        _ => return None,
    })
}

impl<'ast> Visit<'ast> for Source {
    fn visit_item(&mut self, item: &'ast Item) {
        let (name, attributes) = name_of(item).unwrap_or_default();
        let only = tests_only(attributes);
        if let Item::Mod(module) = item
            && module.content.is_none()
        {
            self.children.insert(name, only);
            return;
        }
        if only {
            return;
        }
        if !name.is_empty() {
            self.items.insert(name);
        }
        visit::visit_item(self, item);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let mut found = Vec::new();
        leaves(&item.tree, &[], &mut found);
        for (path, name) in found {
            self.paths.push(path.clone());
            if matches!(item.vis, Visibility::Inherited) {
                self.aliases.insert(name, path);
            } else {
                self.exports.push((path, name));
            }
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            self.paths.push(path.segments.iter().map(|part| part.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }

    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    /// What a macro is given, as far as it spells a path from the crate's root.
    fn visit_macro(&mut self, macro_call: &'ast syn::Macro) {
        let text = macro_call.tokens.to_string();
        for found in text.split("crate :: ").skip(1) {
            let path = found.split(|c: char| !(c.is_alphanumeric() || "_: ".contains(c))).next().unwrap_or_default();
            let parts = path.split(" :: ").map(|part| part.trim().to_owned());
            self.paths
                .push(["crate".to_owned()].into_iter().chain(parts.take_while(|part| !part.contains(' '))).collect());
        }
    }
}
