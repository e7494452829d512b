//! Words made by an input method, in every field of every page and dialog: they stand where they are being written, no key of
//! theirs is anybody else's, and the key that ends one confirms and closes nothing.

#[path = "composition_fields.rs"]
mod composition_fields;

use crate::{typing::press, wizard_owner::Owner, world::World};
use composition_fields::every_field;
use egui::{Event, ImeEvent, Key, accesskit::Role};
use egui_kittest::{
    Harness, Node,
    kittest::{AccessKitNode, NodeT as _},
};
use std::{any::Any, collections::BTreeSet, fs, path::Path};

const WORD: &str = "你好";

/// Fields that are on show together: which files of `src/ui` draw them, some of their names, and the way to them.
struct Fields {
    drawn_in: &'static [&'static str],
    named: &'static [&'static str],
    open: fn() -> Opened,
}

/// A window, and what has to live as long.
struct Opened {
    window: Box<dyn Window>,
    _kept: Vec<Box<dyn Any>>,
}

impl From<World> for Opened {
    fn from(world: World) -> Self {
        Self { window: Box::new(world), _kept: Vec::new() }
    }
}

/// A window, whatever is in it.
trait Window {
    fn nodes(&self) -> Vec<Node<'_>>;
    fn hears(&mut self, events: Vec<Event>);
    fn settle(&mut self);
    /// What was wished of the shop since this was asked last.
    fn wished(&mut self) -> String;
}

fn nodes_of<'a, S>(harness: &'a Harness<'static, S>) -> Vec<Node<'a>> {
    harness.root().children_recursive().collect()
}

fn give<S: eframe::App>(harness: &mut Harness<'static, S>, events: Vec<Event>) {
    harness.input_mut().events.extend(events);
    harness.step();
}

impl Window for World {
    fn nodes(&self) -> Vec<Node<'_>> {
        nodes_of(&self.harness)
    }
    fn hears(&mut self, events: Vec<Event>) {
        give(&mut self.harness, events);
    }
    fn settle(&mut self) {
        Self::settle(self);
    }
    fn wished(&mut self) -> String {
        let wishes = self.wishes();
        if wishes.is_empty() { String::new() } else { format!("{wishes:?}") }
    }
}

impl Window for Owner {
    fn nodes(&self) -> Vec<Node<'_>> {
        nodes_of(self.harness.as_ref().expect("open"))
    }
    fn hears(&mut self, events: Vec<Event>) {
        give(self.harness.as_mut().expect("open"), events);
    }
    fn settle(&mut self) {
        Self::settle(self);
    }
    fn wished(&mut self) -> String {
        String::new()
    }
}

fn is_field(node: &AccessKitNode<'_>) -> bool {
    let written = [Role::TextInput, Role::MultilineTextInput, Role::PasswordInput];
    written.contains(&node.role()) && !node.is_disabled()
}

impl Opened {
    /// The fields that can be written into, by number and name.
    fn fields(&self) -> Vec<(String, String)> {
        let nodes = self.window.nodes().into_iter().map(|node| node.accesskit_node()).filter(is_field);
        nodes.map(|node| (format!("{:?}", node.id()), node.label().unwrap_or_default())).collect()
    }

    fn content(&self, field: &str) -> String {
        let nodes = self.window.nodes().into_iter().map(|node| node.accesskit_node());
        let found = nodes.filter(|node| format!("{:?}", node.id()) == field).find_map(|node| node.value());
        found.unwrap_or_default()
    }

    fn is_masked(&self, field: &str) -> bool {
        let mut nodes = self.window.nodes().into_iter().map(|node| node.accesskit_node());
        nodes.any(|node| format!("{:?}", node.id()) == field && node.role() == Role::PasswordInput)
    }

    fn focused(&self) -> Option<String> {
        let nodes = self.window.nodes().into_iter().map(|node| node.accesskit_node());
        nodes.filter(AccessKitNode::is_focused).last().map(|node| format!("{:?}", node.id()))
    }

    /// Puts the keyboard into a field, which comes into sight.
    fn focus(&mut self, field: &str) {
        for scrolls in [true, false] {
            let nodes = self.window.nodes();
            let node = nodes.into_iter().find(|node| format!("{:?}", node.accesskit_node().id()) == field);
            let node = node.expect("a field");
            if scrolls {
                node.scroll_to_me();
            } else {
                node.focus();
            }
            self.window.settle();
            self.window.settle();
        }
    }

    /// Everything on show, as a screen reader knows it.
    fn on_show(&self) -> Vec<String> {
        let line = |node: Node<'_>| {
            let node = node.accesskit_node();
            let (role, label, value) = (node.role(), node.label(), node.value());
            format!("{role:?} {label:?} {value:?} {:?} {} {}", node.toggled(), node.is_disabled(), node.is_focused())
        };
        self.window.nodes().into_iter().map(line).collect()
    }
}

fn preedit(words: &str) -> Event {
    let caret = words.chars().count();
    Event::Ime(ImeEvent::Preedit { text: words.into(), active_range_chars: Some(caret..caret) })
}

fn commit(words: &str) -> Event {
    Event::Ime(ImeEvent::Commit(words.into()))
}

/// The ways in which systems tell of the end of a word.
fn ends() -> [Vec<Event>; 3] {
    [
        vec![preedit(""), commit(WORD)],                // X11, macOS
        vec![preedit(""), commit(WORD), preedit("")],   // Wayland
        vec![preedit(WORD), preedit(""), commit(WORD)], // Windows
    ]
}

/// The keys a word is made with: letters that are shortcuts, digits and arrows that choose a candidate, and those that end it.
const OWN_KEYS: [Key; 22] = [
    Key::A,
    Key::F,
    Key::J,
    Key::K,
    Key::M,
    Key::N,
    Key::R,
    Key::S,
    Key::X,
    Key::Z,
    Key::Num1,
    Key::Num3,
    Key::Slash,
    Key::Questionmark,
    Key::ArrowDown,
    Key::ArrowUp,
    Key::PageDown,
    Key::Backspace,
    Key::Space,
    Key::Tab,
    Key::Enter,
    Key::Escape,
];

fn with(mut events: Vec<Event>, key: Key) -> Vec<Event> {
    events.extend([press(key, true), press(key, false)]);
    events
}

fn is_on_show(opened: &Opened, before: &[String], what: &str) {
    let now = opened.on_show();
    let other = now.iter().zip(before).find(|(now, before)| now != before);
    assert!(other.is_none() && now.len() == before.len(), "{what}: now and before {other:?}");
}

/// The field whose words change the page around it.
const LOOKS_FOR: &str = "Find a setting";

/// One field: words are made in it in each way.
fn words_are_made_in(open: fn() -> Opened, at: usize, end: Vec<Event>) {
    let mut opened = open();
    let (field, name) = opened.fields()[at].clone();
    let all = opened.fields();
    opened.focus(&field);
    opened.window.wished();
    let stays = |opened: &Opened| {
        assert_eq!(opened.focused().as_ref(), Some(&field), "{name:?} has the keyboard");
        // What is looked for shows itself in the place of the page.
        if name != LOOKS_FOR {
            assert_eq!(opened.fields(), all, "{name:?}: the same fields are on show");
        }
    };
    stays(&opened);
    let before = opened.content(&field);
    // What nobody may read is told as so many dots.
    let masked = opened.is_masked(&field);
    let shown = |words: &str| if masked { "•".repeat(words.chars().count()) } else { words.to_owned() };
    for words in ["n", "ni", "ni h", "ni hao"] {
        opened.window.hears(vec![preedit(words)]);
        assert_eq!(
            opened.content(&field),
            format!("{before}{}", shown(words)),
            "{name:?}: it stands where it is written"
        );
    }
    opened.window.settle();
    let making = opened.on_show();
    for key in OWN_KEYS {
        opened.window.hears(with(Vec::new(), key));
        is_on_show(&opened, &making, &format!("{name:?}: {key:?} is the input method's"));
    }
    opened.window.hears(with(end, Key::Enter));
    opened.window.settle();
    stays(&opened);
    assert_eq!(opened.content(&field), format!("{before}{}", shown(WORD)), "{name:?}");
    let written = opened.on_show();
    opened.window.hears(vec![preedit("z")]);
    opened.window.hears(with(vec![preedit("")], Key::Escape));
    opened.window.settle();
    is_on_show(&opened, &written, &format!("{name:?}: a word that was given up leaves everything as it was"));
    assert_eq!(opened.window.wished(), "", "{name:?}");
}

#[test]
fn in_every_field_a_word_is_made_in_its_place_and_its_keys_are_its_own() {
    for fields in every_field() {
        let opened = (fields.open)();
        let names: Vec<String> = opened.fields().into_iter().map(|(_, name)| name).collect();
        for name in fields.named {
            assert!(names.iter().any(|other| other == name), "{name:?} is not among {names:?}");
        }
        drop(opened);
        for at in 0..names.len() {
            let [x11, wayland, windows] = ends();
            let end = [x11, wayland, windows].into_iter().nth(at % 3).expect("one of them");
            words_are_made_in(fields.open, at, end);
        }
    }
}

/// What draws a field, wherever it is called.
const DRAWS: [&str; 8] = [
    "typing::field(",
    "widgets::field(",
    "widgets::lines_field(",
    "text_field(",
    "short_field(",
    "words_field(",
    "secret_field(",
    "file_field(",
];
/// The files that only say how.
const HOW: [&str; 3] = ["typing.rs", "widgets/write.rs", "pages/form_fields.rs"];

#[test]
fn no_field_is_left_out() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui");
    let (mut drawing, mut folders) = (BTreeSet::new(), vec![root.clone()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let source = fs::read_to_string(&path).expect("a source file");
                let name = path.strip_prefix(&root).expect("inside").display().to_string().replace('\\', "/");
                if DRAWS.iter().any(|draws| source.contains(draws)) && !HOW.contains(&name.as_str()) {
                    drawing.insert(name);
                }
            }
        }
    }
    let known: BTreeSet<String> =
        every_field().iter().flat_map(|fields| fields.drawn_in).map(|&file| file.to_owned()).collect();
    assert_eq!(drawing, known, "every file that draws a field is among those whose fields are tried");
}
