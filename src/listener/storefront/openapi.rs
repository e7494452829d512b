//! The published description of the API (OpenAPI 3.1), made from the table of calls, the shapes and the codes.

use super::{
    calls::{BodyKind, CALLS, CallSpec, SuccessAnswer},
    json, messages, offer, orders, pay,
    problem::{Code, ProblemDocument},
    refunds,
    rules::{self, PICTURE_TYPES, TextRule},
    session,
};
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, sync::LazyLock};
use utoipa::{
    ToSchema,
    openapi::{
        RefOr,
        schema::{ComponentsBuilder, Schema},
    },
};

const ABOUT: &str = "What the shop's mini program calls. Money is whole fen, times are RFC 3339 in Beijing time. Fields and \
    parameters that are not described are refused. Every problem is RFC 9457 with a stable `code`; its sentences are in the \
    language of Accept-Language (Chinese or English). Whoever is too fast gets 429 and waits for Retry-After.";

/// The document as it is served. Made once: it never changes while the program runs.
pub(super) fn document() -> &'static str {
    static DOCUMENT: LazyLock<String> = LazyLock::new(|| made().to_string());
    &DOCUMENT
}

fn made() -> Value {
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for spec in CALLS {
        paths.entry(spec.path).or_default().insert(spec.method.to_lowercase(), operation(spec));
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Zhanggui storefront", "version": "1", "description": ABOUT },
        "servers": [{ "url": "/api/v1" }],
        "security": [],
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "schemas": shapes(),
        },
    })
}

/// Every shape that travels. An object takes the fields it lists and no others.
fn shapes() -> Value {
    let mut shapes = Vec::new();
    add::<session::Login>(&mut shapes);
    add::<session::LoggedIn<'_>>(&mut shapes);
    add::<offer::Products>(&mut shapes);
    add::<offer::PickupOffer>(&mut shapes);
    add::<json::PickupOut>(&mut shapes);
    add::<orders::Item>(&mut shapes);
    add::<orders::PlaceOrder>(&mut shapes);
    add::<json::Placed>(&mut shapes);
    add::<json::Orders>(&mut shapes);
    add::<pay::Pay>(&mut shapes);
    add::<pay::SheetOut>(&mut shapes);
    add::<refunds::RequestRefund>(&mut shapes);
    add::<json::Requested>(&mut shapes);
    add::<json::Kept>(&mut shapes);
    add::<json::RefundOut>(&mut shapes);
    add::<messages::MessagesToAsk>(&mut shapes);
    add::<messages::TemplateAnswer>(&mut shapes);
    add::<messages::PermissionAnswers>(&mut shapes);
    add::<messages::PermissionsCounted>(&mut shapes);
    add::<messages::BindWeChat>(&mut shapes);
    add::<messages::WeChatBound>(&mut shapes);
    add::<ProblemDocument<'_>>(&mut shapes);
    let components = ComponentsBuilder::new().schemas_from_iter(shapes).build();
    let mut schemas = serde_json::to_value(components.schemas).unwrap_or_default();
    close(&mut schemas);
    schemas
}

/// A shape and those inside it.
fn add<T: ToSchema>(shapes: &mut Vec<(String, RefOr<Schema>)>) {
    shapes.push((T::name().into_owned(), T::schema()));
    T::schemas(shapes);
}

fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if fields.contains_key("properties") {
                fields.insert("additionalProperties".to_owned(), json!(false));
            }
            fields.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

fn operation(spec: &CallSpec) -> Value {
    let mut operation = json!({
        "operationId": format!("{:?}", spec.kind),
        "summary": spec.summary,
        "parameters": parameters(spec),
        "responses": responses(spec),
    });
    if spec.token {
        operation["security"] = json!([{ "token": [] }]);
    }
    match spec.body {
        BodyKind::None => {}
        BodyKind::Json(shape) => {
            operation["requestBody"] = json!({ "required": true, "content": content("application/json", shape) });
        }
        BodyKind::Picture => operation["requestBody"] = json!({ "required": true, "content": form() }),
    }
    operation
}

fn parameters(spec: &CallSpec) -> Vec<Value> {
    let language = json!({
        "name": "Accept-Language", "in": "header", "required": false, "schema": { "type": "string" },
        "example": "zh-CN", "description": "The language of the sentences in a problem: zh or en",
    });
    let path = spec.parameter.map(|rule| parameter(&rule, "path", "As the shop gave it"));
    let query = spec.query.map(|rule| parameter(&rule, "query", "`before` of the page in hand"));
    let key =
        spec.keyed.then(|| parameter(&rules::KEY, "header", "The same key and request gives the same answer again"));
    path.into_iter().chain(query).chain(key).chain([language]).collect()
}

fn parameter(rule: &TextRule, place: &str, description: &str) -> Value {
    let (name, required) = (rule.name, place == "path");
    json!({ "name": name, "in": place, "required": required, "schema": rule.schema(), "description": description })
}

fn responses(spec: &CallSpec) -> Map<String, Value> {
    let (status, good) = match spec.good {
        SuccessAnswer::Json(status, shape) => {
            (status, json!({ "description": spec.summary, "content": content("application/json", shape) }))
        }
        SuccessAnswer::Document => (
            200,
            json!({ "description": spec.summary, "content": { "application/json": { "schema": { "type": "object" } } } }),
        ),
        SuccessAnswer::Picture => (200, json!({ "description": spec.summary, "content": pictures() })),
    };
    let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    for code in spec.codes() {
        by_status.entry(code.status().as_u16()).or_default().push(code);
    }
    let problems = by_status.into_iter().map(|(status, codes)| (status, problem(&codes)));
    [(status, good)].into_iter().chain(problems).map(|(status, response)| (status.to_string(), response)).collect()
}

/// The problems of one status: which codes there are, and what each means.
fn problem(codes: &[Code]) -> Value {
    let means: Vec<String> = codes.iter().map(|code| format!("`{}`: {}.", code.as_str(), code.meaning())).collect();
    let words: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
    let schema = json!({
        "allOf": [{ "$ref": "#/components/schemas/Problem" }, { "properties": { "code": { "enum": words } } }],
    });
    let text = |always: bool, description: &str| json!({ "required": always, "description": description, "schema": { "type": "string" } });
    let mut headers = json!({ "Content-Language": text(true, "zh-CN or en") });
    if codes.iter().any(|code| code.retry_after().is_some()) {
        let always = codes.iter().all(|code| code.retry_after().is_some());
        headers["Retry-After"] = text(always, "Seconds until the same request is worth another try");
    }
    json!({
        "description": means.join(" "),
        "headers": headers,
        "content": { "application/problem+json": { "schema": schema } },
    })
}

fn content(media_type: &str, shape: &str) -> Value {
    json!({ media_type: { "schema": { "$ref": format!("#/components/schemas/{shape}") } } })
}

/// As `wx.uploadFile` sends it. Whether the bytes are a picture is said by nothing but the bytes.
fn form() -> Value {
    let file = json!({ "type": "string", "format": "binary", "description": "At most 5 MiB" });
    let fields = json!({ "type": "object", "required": ["file"], "properties": { "file": file }, "additionalProperties": false });
    json!({ "multipart/form-data": { "schema": fields } })
}

fn pictures() -> Value {
    PICTURE_TYPES.iter().map(|(_, media_type)| ((*media_type).to_owned(), json!({}))).collect::<Map<_, _>>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every reference in the document.
    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
                fields.values().for_each(|value| references(value, found));
            }
            Value::Array(items) => items.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }

    #[test]
    fn every_call_of_the_door_is_described_and_nothing_else() {
        let document = made();
        let mut described = 0;
        for (path, calls) in document["paths"].as_object().expect("paths") {
            for (method, operation) in calls.as_object().expect("methods") {
                let spec = CALLS.iter().find(|spec| spec.path == path && spec.method.eq_ignore_ascii_case(method));
                let spec = spec.expect("a call of the table");
                for code in spec.codes() {
                    let status = code.status().as_u16().to_string();
                    let listed = &operation["responses"][status]["content"]["application/problem+json"]["schema"];
                    assert!(listed.to_string().contains(code.as_str()), "{path}: {code:?}");
                }
                described += 1;
            }
        }
        assert_eq!(described, CALLS.len());
    }

    #[test]
    fn every_reference_leads_to_a_shape_and_every_shape_is_closed() {
        let (document, mut found) = (made(), Vec::new());
        references(&document, &mut found);
        assert!(found.len() > CALLS.len());
        for reference in found {
            let shape = document.pointer(reference.trim_start_matches('#')).unwrap_or_else(|| panic!("{reference}"));
            let open = shape.get("properties").is_some() && shape["additionalProperties"] != json!(false);
            assert!(!open, "{reference}");
        }
    }

    #[test]
    fn the_document_says_what_is_enforced() {
        let document = made();
        let shape = |name: &str| document["components"]["schemas"][name].clone();
        let order = shape("PlaceOrder");
        assert_eq!(order["required"], json!(["items", "receiver"]));
        assert_eq!(order["properties"]["items"]["maxItems"], 50);
        assert_eq!(order["properties"]["note"]["maxLength"], 200);
        assert_eq!(shape("Item")["properties"]["quantity"]["maximum"], 999);
        assert_eq!(shape("RequestRefund")["properties"]["amount_fen"]["minimum"], 1);
        let fields = ["order_no", "state", "paid_at", "items", "parcels", "refunds"];
        let required = shape("Order")["required"].clone();
        assert!(fields.iter().all(|field| required.as_array().expect("a list").contains(&json!(field))), "{required}");
        assert_eq!(shape("Problem")["required"], json!(["type", "title", "status", "code", "detail"]));
    }
}
