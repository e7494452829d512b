//! Lists of products that the owner gave a name: there after a restart, apart from the views of the other lists.

use crate::order_filters::Example;
use zhanggui::ui::Lang;

#[test]
fn a_view_of_the_products_is_opened_again_in_one_step_after_a_restart() {
    let shop = Example::new();
    let mut world = shop.window(Lang::En);
    world.click("Products");
    world.click_part("Off sale");
    world.click("Sort by stock");
    world.click("View");
    world.click("Save as a view…");
    world.write("Name of the view", "Not sold");
    world.click("Save");
    assert!(world.offers("View: Not sold"));
    drop(world);
    let kept = std::fs::read_to_string(shop.folder().join("window.toml")).expect("the look");
    assert!(kept.contains("state = \"off-sale\"") && kept.contains("sort = \"stock\""), "{kept}");
    let mut world = shop.window(Lang::En);
    world.click("Products");
    let all = world.rows_on_screen().len();
    assert!(world.offers("View"), "nothing is narrowed when the window opens");
    world.click("View");
    world.click("Not sold");
    assert!(world.offers("View: Not sold"));
    let listed = world.rows_on_screen();
    assert!(!listed.is_empty() && listed.len() < all, "{listed:?} of {all}");
    world.click("View: Not sold");
    world.click("Delete the view Not sold");
    world.click("Orders");
    world.click("View");
    world.misses_part("Not sold");
}
