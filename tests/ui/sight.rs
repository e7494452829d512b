//! What stands in the window: what an eye, or a screen reader, finds there.

use crate::world::{World, can_click};
use egui::{Rect, accesskit::Role};
use egui_kittest::{
    Node,
    kittest::{AccessKitNode, NodeT as _},
};

impl World {
    /// True if a control of this name can be pressed.
    pub fn offers(&self, name: &str) -> bool {
        self.nodes(|node| can_click(node) && node.label().is_some_and(|label| label == name)).next().is_some()
    }

    pub fn place_of(&self, name: &str) -> Rect {
        self.control(name).rect()
    }

    pub fn place_of_field(&self, field: &str) -> Rect {
        let named = |node: &AccessKitNode<'_>| {
            node.role() == Role::TextInput && node.label().is_some_and(|label| label == field)
        };
        self.nodes(named).next().unwrap_or_else(|| panic!("{field:?} is not there")).rect()
    }

    /// The names of the fields in sight.
    pub fn fields(&self) -> Vec<String> {
        let named = |node: Node<'_>| node.accesskit_node().label().unwrap_or_default();
        self.nodes(|node| node.role() == Role::TextInput && !node.is_disabled()).map(named).collect()
    }

    /// What stands in a field.
    pub fn content(&self, field: &str) -> String {
        let named = |node: &AccessKitNode<'_>| {
            matches!(node.role(), Role::TextInput | Role::MultilineTextInput)
                && node.label().is_some_and(|label| label == field)
        };
        let node = self.nodes(named).next().unwrap_or_else(|| panic!("{field:?} is not there"));
        node.value().unwrap_or_default()
    }

    /// True if some field holds this.
    pub fn content_anywhere(&self, words: &str) -> bool {
        self.nodes(|node| node.role() == Role::TextInput).any(|node| node.value().as_deref() == Some(words))
    }

    /// Every word a screen reader can say.
    pub fn everything_said(&self) -> String {
        let words = self.nodes(|_| true).map(|node| {
            let node = node.accesskit_node();
            format!("{}\n{}\n", node.label().unwrap_or_default(), node.value().unwrap_or_default())
        });
        words.collect()
    }

    /// The name of what has the keyboard.
    pub fn focused(&self) -> Option<String> {
        self.nodes(AccessKitNode::is_focused).last().map(|node| node.accesskit_node().label().unwrap_or_default())
    }

    fn says(&self, fits: impl Fn(&str) -> bool) -> bool {
        let root = self.harness.root();
        root.children_recursive().any(|node| {
            let node = node.accesskit_node();
            node.label().is_some_and(|words| fits(&words)) || node.value().is_some_and(|words| fits(&words))
        })
    }

    pub fn shows(&self, words: &str) -> bool {
        self.says(|said| said == words)
    }

    #[track_caller]
    pub fn sees(&self, words: &str) {
        assert!(self.says(|said| said == words), "{words:?} is not on the screen");
    }

    #[track_caller]
    pub fn misses(&self, words: &str) {
        assert!(!self.says(|said| said == words), "{words:?} is on the screen");
    }

    #[track_caller]
    pub fn sees_part(&self, part: &str) {
        assert!(self.says(|said| said.contains(part)), "{part:?} is not on the screen");
    }

    #[track_caller]
    pub fn misses_part(&self, part: &str) {
        assert!(!self.says(|said| said.contains(part)), "{part:?} is on the screen");
    }

    /// Where these words stand, from the top.
    pub fn top_of(&self, words: &str) -> f32 {
        let says = |said: Option<String>| said.is_some_and(|said| said == words);
        let named = |node: &AccessKitNode<'_>| says(node.label()) || says(node.value());
        self.nodes(named).next().unwrap_or_else(|| panic!("{words:?} is not there")).rect().top()
    }

    /// The rows of the list, with where they are.
    pub fn rows_on_screen(&self) -> Vec<(String, i32)> {
        let place = |node: Node<'_>| {
            let top = node.rect().top();
            #[allow(clippy::cast_possible_truncation)]
            (node.accesskit_node().label().unwrap_or_default(), top.round() as i32)
        };
        self.nodes(|node| node.role() == Role::ListItem).map(place).collect()
    }

    /// The rows that are chosen in what lies in front.
    pub fn chosen_rows(&self) -> Vec<String> {
        let chosen = |node: &AccessKitNode<'_>| {
            node.role() == Role::ListItem && node.toggled() == Some(egui::accesskit::Toggled::True)
        };
        let named = |node: Node<'_>| node.accesskit_node().label().unwrap_or_default();
        self.nodes(move |node| chosen(node)).map(named).collect()
    }

    /// The window's own name, as a screen reader says it.
    pub fn name(&self) -> String {
        self.harness.root().accesskit_node().label().unwrap_or_default()
    }

    /// Where the keyboard is.
    pub fn focus_place(&self) -> Option<(String, Rect)> {
        let at = |node: Node<'_>| (node.accesskit_node().label().unwrap_or_default(), node.rect());
        self.nodes(AccessKitNode::is_focused).last().map(at)
    }
}
