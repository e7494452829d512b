//! Pictures: what a buyer sends behind a request for money back, and what everyone sees on the shelf.

use crate::http::{Reply, connect, read_reply, request, send};
use crate::world::*;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use std::fs;
use std::io::{Cursor, Write as _};
use std::sync::Arc;
use zhanggui::domain::{BuyerLimits, Fen, Product, ProductId, RefundNo};
use zhanggui::events::ShopEvent;
use zhanggui::store::{Picture, RefundRejection};

const TRANSACTION: &str = "4200000000202609010000000001";
const BOUNDARY: &str = "----WebKitFormBoundary7MA4YWxkTrZu0gW";
const MOST_BYTES: usize = 5 * 1024 * 1024;

fn photo(shade: u8, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture: DynamicImage = RgbImage::from_pixel(40, 30, Rgb([shade, 90, 90])).into();
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// As `wx.uploadFile` writes it.
fn form(field: &str, file: &[u8]) -> Vec<u8> {
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"tmp_../../x.jpg\"\r\n\
         Content-Type: image/jpeg\r\n\r\n"
    );
    [head.as_bytes(), file, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat()
}

fn head(token: &str, refund_no: &str, length: usize) -> String {
    format!(
        "POST /api/v1/refunds/{refund_no}/pictures HTTP/1.1\r\nHost: shop.example.com\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {length}\r\n\r\n"
    )
}

fn upload(shop: &World, token: &str, refund_no: &str, body: &[u8]) -> Reply {
    send(shop.door, &[head(token, refund_no, body.len()).as_bytes(), body].concat())
}

fn upload_photo(shop: &World, token: &str, refund_no: &str, shade: u8) -> Reply {
    upload(shop, token, refund_no, &form("file", &photo(shade, ImageFormat::Jpeg)))
}

/// A buyer who has paid and asks for money back.
fn with_request(shop: &World, openid: &str) -> (String, String) {
    with_request_paid_by(shop, openid, TRANSACTION)
}

fn with_request_paid_by(shop: &World, openid: &str, transaction: &str) -> (String, String) {
    let token = shop.login(openid);
    let order_no = shop.places_order(&token);
    assert_eq!(shop.wants_to_pay(&token, &order_no).status, 200);
    shop.confirm(&order_no, transaction);
    let wish = r#"{"reason":"杯子碎了","amount_fen":3900}"#;
    let refund = shop.call("POST", &format!("/orders/{order_no}/refunds"), &token, wish).json();
    (token, refund["refund_no"].as_str().unwrap().to_owned())
}

fn pictures(shop: &World, refund_no: &str) -> Vec<Picture> {
    shop.reader().refund(&RefundNo::parse(refund_no).unwrap()).unwrap().unwrap().pictures
}

/// The files behind requests.
fn files(shop: &World) -> Vec<String> {
    let Ok(entries) = fs::read_dir(shop.folder.path().join("pictures")) else { return Vec::new() };
    let names = entries.flatten().filter(|entry| entry.path().is_file());
    names.map(|entry| entry.file_name().into_string().unwrap()).collect()
}

#[test]
fn pictures_of_a_request_reach_the_owner_as_jpegs_of_ours() {
    let shop = World::new();
    let (token, refund_no) = with_request(&shop, LILEI);
    for (count, format) in [(1, ImageFormat::Jpeg), (2, ImageFormat::Png), (3, ImageFormat::WebP)] {
        let reply = upload(&shop, &token, &refund_no, &form("file", &photo(count * 60, format)));
        assert_eq!((reply.status, reply.json()["pictures"].as_u64()), (201, Some(u64::from(count))), "{reply:?}");
    }
    let kept = pictures(&shop, &refund_no);
    assert_eq!(kept.iter().map(|picture| picture.position).collect::<Vec<_>>(), [0, 1, 2]);
    for picture in &kept {
        let original = fs::read(shop.folder.path().join("pictures").join(&picture.file)).unwrap();
        for bytes in [&original, &picture.thumbnail] {
            assert_eq!(image::guess_format(bytes).unwrap(), ImageFormat::Jpeg);
            assert_eq!(image::load_from_memory(bytes).unwrap().width(), 40);
        }
    }
    assert_eq!(files(&shop).len(), 3, "nothing half-sent stays behind");
    assert_eq!(shop.heard(&ShopEvent::RefundChanged(RefundNo::parse(&refund_no).unwrap())), 3);
    assert_eq!(shop.call("GET", &format!("/refunds/{refund_no}"), &token, "").json()["pictures"], 3);
}

#[test]
fn the_same_picture_again_on_a_bad_line_is_the_same_picture() {
    let shop = World::new();
    let (token, refund_no) = with_request(&shop, LILEI);
    let first = upload_photo(&shop, &token, &refund_no, 1);
    let again = upload_photo(&shop, &token, &refund_no, 1);
    assert_eq!((first.status, &first.body), (again.status, &again.body));
    assert_eq!((pictures(&shop, &refund_no).len(), files(&shop).len()), (1, 1));
}

#[test]
fn nine_are_enough() {
    let shop = World::new();
    let (token, refund_no) = with_request(&shop, LILEI);
    for shade in 0..9 {
        assert_eq!(upload_photo(&shop, &token, &refund_no, shade * 25).status, 201);
    }
    let tenth = upload_photo(&shop, &token, &refund_no, 250);
    assert_eq!((tenth.status, tenth.code().as_str()), (409, "too_many_pictures"));
    assert_eq!((pictures(&shop, &refund_no).len(), files(&shop).len()), (9, 9));
}

#[test]
fn what_is_no_picture_is_refused_and_leaves_nothing() {
    let shop = World::new();
    let (token, refund_no) = with_request(&shop, LILEI);
    let jpeg = photo(1, ImageFormat::Jpeg);
    let two = [&form("file", &jpeg)[..form("file", &jpeg).len() - BOUNDARY.len() - 6], &form("file", &jpeg)].concat();
    for (what, body, status, code) in [
        ("a script", form("file", b"<svg onload=alert(1)>"), 415, "not_a_picture"),
        ("a GIF", form("file", b"GIF89a\x01\0\x01\0\0\0\0;"), 415, "not_a_picture"),
        ("half a picture", form("file", &jpeg[..jpeg.len() / 4]), 415, "not_a_picture"),
        ("nothing", form("file", b""), 415, "not_a_picture"),
        ("another field", form("image", &jpeg), 400, "not_a_form"),
        ("two files", two, 400, "not_a_form"),
        ("no form", jpeg.clone(), 400, "not_a_form"),
        ("six megabytes", form("file", &vec![0; MOST_BYTES + 1]), 413, "too_large"),
    ] {
        let reply = upload(&shop, &token, &refund_no, &body);
        assert_eq!((reply.status, reply.code().as_str()), (status, code), "{what}");
        assert_eq!(files(&shop), Vec::<String>::new(), "{what}");
    }
    let json = shop.call("POST", &format!("/refunds/{refund_no}/pictures"), &token, "{}");
    assert_eq!((json.status, json.code().as_str()), (400, "not_a_form"));
    assert_eq!(pictures(&shop, &refund_no), []);
}

#[test]
fn only_its_buyer_adds_pictures_and_only_while_nobody_has_decided() {
    let shop = World::new();
    let (token, refund_no) = with_request(&shop, LILEI);
    let han = shop.login(HAN);
    let body = form("file", &photo(1, ImageFormat::Jpeg));
    for (token, refund_no, status, code) in [
        ("", refund_no.as_str(), 401, "not_logged_in"),
        (&han, &refund_no, 404, "not_found"),
        (&token, "RF20260901-00000000-0000", 404, "not_found"),
    ] {
        let reply = upload(&shop, token, refund_no, &body);
        assert_eq!((reply.status, reply.code().as_str()), (status, code));
    }
    shop.refund_is_under_way(&refund_no);
    let late = upload(&shop, &token, &refund_no, &body);
    assert_eq!((late.status, late.code().as_str()), (409, "wrong_state"));
    assert_eq!(files(&shop), Vec::<String>::new());
}

/// The buyer is refused before the file is sent: nothing of it was asked for.
#[test]
fn a_stranger_sends_no_megabytes() {
    let shop = World::new();
    let (_, refund_no) = with_request(&shop, LILEI);
    let mut line = connect(shop.door);
    line.write_all(head("nobody", &refund_no, MOST_BYTES).as_bytes()).unwrap();
    assert_eq!(read_reply(&mut line).unwrap().code(), "not_logged_in");
}

#[test]
fn a_picture_may_take_longer_than_any_other_request() {
    let shop = World::new();
    let (token, refund_no) = with_request(&shop, LILEI);
    let body = form("file", &photo(1, ImageFormat::Jpeg));
    let mut line = connect(shop.door);
    line.write_all(head(&token, &refund_no, body.len()).as_bytes()).unwrap();
    line.write_all(&body[..body.len() / 2]).unwrap();
    // Past the five seconds an ordinary request is given: another one that began later has run into them.
    let mut ordinary = connect(shop.door);
    ordinary
        .write_all(
            b"POST /api/v1/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{",
        )
        .unwrap();
    assert_eq!(read_reply(&mut ordinary).unwrap().status, 408);
    line.write_all(&body[body.len() / 2..]).unwrap();
    assert_eq!(read_reply(&mut line).unwrap().status, 201);
}

#[test]
fn an_upload_that_breaks_off_leaves_nothing() {
    let shop = World::new();
    let (token, refund_no) = with_request(&shop, LILEI);
    let body = form("file", &vec![7; 600_000]);
    let mut line = connect(shop.door);
    line.write_all(head(&token, &refund_no, body.len()).as_bytes()).unwrap();
    line.write_all(&body[..body.len() / 2]).unwrap();
    while files(&shop).is_empty() {
        std::thread::yield_now(); // until it lies on the disk, half
    }
    assert!(files(&shop)[0].contains(".part"));
    drop(line);
    while !files(&shop).is_empty() {
        std::thread::yield_now();
    }
}

#[test]
fn what_a_killed_program_left_is_swept_out() {
    let mut shop = World::new();
    let folder = shop.folder.path().join("pictures");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("0123.part"), b"half").unwrap();
    fs::write(folder.join("0123.jpg"), b"whole").unwrap();
    shop.listener.take().unwrap().stop();
    let _again = zhanggui::listener::Listener::start(shop.setup(shop.door)).unwrap();
    assert_eq!(files(&shop), ["0123.jpg"]);
}

#[test]
fn notifications_do_not_wait_for_pictures() {
    let shop = World::new();
    let (token, refund_no) = with_request(&shop, LILEI);
    let (hers, her_refund) = with_request_paid_by(&shop, HAN, "4200000000202609010000000003");
    let other = shop.order_being_paid();
    let body = form("file", &photo(1, ImageFormat::Jpeg));
    let half: Vec<_> = (0..6)
        .map(|n| {
            let (token, refund_no) = if n % 2 == 0 { (&token, &refund_no) } else { (&hers, &her_refund) };
            let mut line = connect(shop.door);
            line.write_all(head(token, refund_no, body.len()).as_bytes()).unwrap();
            line.write_all(&body[..body.len() / 2]).unwrap();
            line
        })
        .collect();
    while files(&shop).len() < 6 {
        std::thread::yield_now();
    }
    let seventh = upload(&shop, &token, &refund_no, &body);
    assert_eq!((seventh.status, seventh.code().as_str()), (503, "busy"));
    assert!(seventh.header("retry-after").is_some());
    let notice = paid_notice(&other, "4200000000202609010000000002", "7800");
    assert!(shop.notify(&notice).body.contains("SUCCESS"));
    assert_eq!(shop.call("GET", "/orders", &token, "").status, 200);
    drop(half);
}

/// Six places for everyone's pictures, and three of them at most for one buyer.
#[test]
fn one_buyer_does_not_take_all_places_for_pictures() {
    let shop = World::new();
    let (token, refund_no) = with_request(&shop, LILEI);
    let body = form("file", &photo(1, ImageFormat::Jpeg));
    let half: Vec<_> = (0..3)
        .map(|_| {
            let mut line = connect(shop.door);
            line.write_all(head(&token, &refund_no, body.len()).as_bytes()).unwrap();
            line.write_all(&body[..body.len() / 2]).unwrap();
            line
        })
        .collect();
    while files(&shop).len() < 3 {
        std::thread::yield_now();
    }
    let fourth = upload(&shop, &token, &refund_no, &body);
    assert_eq!((fourth.status, fourth.code().as_str()), (429, "too_many_requests"));
    let (hers, her_refund) = with_request_paid_by(&shop, HAN, "4200000000202609010000000003");
    assert_eq!(upload(&shop, &hers, &her_refund, &body).status, 201);
    drop(half);
    while files(&shop).len() > 1 {
        std::thread::yield_now();
    }
    assert_eq!(upload(&shop, &token, &refund_no, &body).status, 201, "they are free again");
}

#[test]
fn a_days_pictures_are_counted_and_the_request_counts_without_more() {
    let shop = World::limited(BuyerLimits { picture_bytes: 4_000, ..BuyerLimits::NONE });
    let (token, refund_no) = with_request(&shop, LILEI);
    let refused = (0..9).map(|shade| upload_photo(&shop, &token, &refund_no, shade * 25)).find(|one| one.status != 201);
    let refused = refused.expect("nine are more than 4,000 bytes");
    assert_eq!((refused.status, refused.code().as_str()), (429, "pictures_used_up"));
    let kept = pictures(&shop, &refund_no);
    assert_eq!(files(&shop).len(), kept.len(), "nothing of the refused one stays");
    let folder = shop.folder.path().join("pictures");
    let bytes = |picture: &Picture| {
        picture.thumbnail.len() + usize::try_from(fs::metadata(folder.join(&picture.file)).unwrap().len()).unwrap()
    };
    assert!((1..=4_000).contains(&kept.iter().map(bytes).sum::<usize>()));
    shop.later(24 * 3600);
    assert_eq!(upload_photo(&shop, &token, &refund_no, 255).status, 201, "tomorrow is another day");
}

#[test]
fn on_a_disk_that_is_nearly_full_pictures_stop_and_money_goes_on() {
    let shop = World::on_disk(Arc::new(|| Some(100 * 1024 * 1024)));
    let (token, refund_no) = with_request(&shop, LILEI);
    let refused = upload_photo(&shop, &token, &refund_no, 1);
    assert_eq!((refused.status, refused.code().as_str()), (503, "pictures_paused"));
    assert_eq!((pictures(&shop, &refund_no), files(&shop)), (vec![], Vec::<String>::new()));
    let order_no = shop.order_being_paid();
    let notice = paid_notice(&order_no, "4200000000202609010000000002", "7800");
    assert!(shop.notify(&notice).body.contains("SUCCESS"));
}

#[test]
fn a_refusal_shows_the_buyer_its_picture() {
    let shop = World::new();
    let (token, refund_no) = with_request(&shop, "oTEST00000000000000000000001");
    let seen = |field: &str| shop.call("GET", &format!("/refunds/{refund_no}"), &token, "").json()[field].clone();
    assert!(seen("reply_picture").is_null());
    let folder = shop.folder.path().join("pictures/replies");
    fs::create_dir_all(&folder).unwrap();
    let jpeg = photo(120, ImageFormat::Jpeg);
    fs::write(folder.join("0123456789abcdef.jpg"), &jpeg).unwrap();
    let (no, why) = (RefundNo::parse(&refund_no).unwrap(), "签收时包装完好，见照片".to_owned());
    shop.store
        .reject_refund(
            RefundRejection {
                refund_no: no,
                seen: 1,
                reply: why.clone(),
                picture: Some("0123456789abcdef.jpg".to_owned()),
            },
            shop.now(),
        )
        .wait()
        .unwrap();
    assert_eq!((seen("state"), seen("reply")), ("rejected".into(), why.into()));
    let path = seen("reply_picture");
    let reply = send(shop.door, &request("GET", path.as_str().unwrap(), &[], ""));
    assert_eq!((reply.status, reply.bytes), (200, jpeg));
}

#[test]
fn a_products_picture_is_for_everyone_and_for_ever() {
    let shop = World::new();
    let folder = shop.folder.path().join("pictures/products");
    fs::create_dir_all(&folder).unwrap();
    let png = photo(200, ImageFormat::Png);
    fs::write(folder.join("coffee-1.png"), &png).unwrap();
    let product = |picture: &str| Product {
        id: ProductId::parse("coffee").unwrap(),
        name: "挂耳咖啡".to_owned(),
        price: Fen::new(3900).unwrap(),
        stock: 9,
        on_sale: true,
        picture: Some(picture.to_owned()),
        facts: zhanggui::domain::ProductFacts::default(),
    };
    shop.store.put_product(product("coffee-1.png"), shop.now()).wait().unwrap();
    let shelf = shop.call("GET", "/products", "", "").json();
    let path = shelf["products"][0]["picture"].as_str().unwrap();
    assert_eq!(path, "/api/v1/pictures/coffee-1.png");
    let reply = send(shop.door, &request("GET", path, &[], ""));
    assert_eq!((reply.status, reply.bytes), (200, png));
    let headers = [("content-type", "image/png"), ("x-content-type-options", "nosniff")];
    assert!(headers.iter().all(|(name, value)| reply.headers.contains(&((*name).to_owned(), (*value).to_owned()))));
    let caching = reply.headers.iter().find(|(name, _)| name == "cache-control").unwrap();
    assert_eq!(caching.1, "public, max-age=31536000, immutable");
}

#[test]
fn no_name_leads_out_of_the_shelf() {
    let shop = World::new();
    let folder = shop.folder.path().join("pictures/products");
    fs::create_dir_all(folder.join("folder.jpg")).unwrap();
    fs::write(folder.join("page.jpg"), "<html>").unwrap();
    fs::write(shop.folder.path().join("pictures/evidence.jpg"), photo(1, ImageFormat::Jpeg)).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(shop.folder.path().join("shop.db"), folder.join("link.jpg")).unwrap();
    for name in [
        "none.jpg",
        "folder.jpg",
        "page.jpg",
        "link.jpg",
        "evidence.jpg",
        "..%2fevidence.jpg",
        "%2e%2e%2fevidence.jpg",
        "..%5cevidence.jpg",
        "..%2f..%2fshop.db",
        "shop.db",
        "coffee-1.png%00.jpg",
        "a.svg",
    ] {
        let reply = shop.call("GET", &format!("/pictures/{name}"), "", "");
        assert_eq!((reply.status, reply.code().as_str()), (404, "not_found"), "{name}");
    }
    for path in ["/api/v1/pictures/../evidence.jpg", "/api/v1/pictures/", "/api/v1/pictures/a/b.jpg"] {
        let reply = send(shop.door, &request("GET", path, &[], ""));
        assert_eq!((reply.status, reply.body.as_str()), (404, ""), "{path}");
    }
}
