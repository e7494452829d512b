//! A client that sends exactly the bytes it is told to.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Longer than any deadline of the door: only a lost answer runs into it.
const TIMEOUT: Duration = Duration::from_secs(30);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    /// Lossy where it is no text.
    pub body: String,
    pub bytes: Vec<u8>,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }

    pub fn code(&self) -> String {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        let json = self.json();
        assert_eq!(json["status"], self.status);
        json["code"].as_str().unwrap().to_owned()
    }
}

pub fn connect(door: SocketAddr) -> TcpStream {
    let line = TcpStream::connect_timeout(&door, TIMEOUT).unwrap();
    line.set_read_timeout(Some(TIMEOUT)).unwrap();
    line
}

/// One request on a connection of its own. `None`: the connection broke before an answer.
pub fn try_send(door: SocketAddr, request: &[u8]) -> Option<Reply> {
    let mut line = connect(door);
    // A door that answers early may close while we still write.
    let _early = line.write_all(request);
    read_reply(&mut line)
}

pub fn send(door: SocketAddr, request: &[u8]) -> Reply {
    try_send(door, request).expect("an answer")
}

pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut lines = vec![format!("{method} {path} HTTP/1.1")];
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        lines.push("Host: shop.example.com".to_owned());
    }
    lines.extend(headers.iter().map(|(name, value)| format!("{name}: {value}")));
    if !body.is_empty() || method == "POST" {
        lines.push(format!("Content-Length: {}", body.len()));
    }
    format!("{}\r\n\r\n{body}", lines.join("\r\n")).into_bytes()
}

/// Reads one answer; the connection may stay open behind it.
pub fn read_reply(line: &mut TcpStream) -> Option<Reply> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        let mut byte = [0; 1];
        match line.read(&mut byte) {
            Ok(1) => bytes.push(byte[0]),
            _ => return None,
        }
    };
    let head = String::from_utf8(bytes[..head_end].to_vec()).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length").map_or(0, |(_, n)| n.parse().unwrap());
    let mut body = vec![0; length];
    line.read_exact(&mut body).ok()?;
    Some(Reply { status, headers, body: String::from_utf8_lossy(&body).into_owned(), bytes: body })
}

/// Everything until the other side closes.
pub fn read_to_end(line: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    match line.read_to_end(&mut bytes) {
        Ok(_) => {}
        Err(e) if e.kind() == std::io::ErrorKind::ConnectionReset => {}
        Err(e) => panic!("the door does not close: {e}"),
    }
    bytes
}
