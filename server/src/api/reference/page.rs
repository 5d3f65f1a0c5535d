//! The `OpenAPI` document as an HTML page: endpoints, schemas, problems.

use std::fmt::Write as _;

use serde_json::Value;

use super::html::{anchor, escape, inline, paragraphs};
use crate::api::problem::Kind;

/// Writes to a String, which cannot fail.
macro_rules! put {
    ($out:expr, $($text:tt)*) => {
        let _ = write!($out, $($text)*);
    };
}

/// Renders the whole page.
pub(super) fn render(document: &Value, style: &str) -> String {
    let mut out = String::with_capacity(32 * 1024);
    let title = text(&document["info"]["title"]);
    put!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>HTTP API · {title}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n\
         <h1>{title}: HTTP API</h1>\n{}",
        paragraphs(document["info"]["description"].as_str().unwrap_or_default()),
        title = title,
    );
    put!(out, "<p>For programs: <a href=\"/api/openapi.json\">the same as an OpenAPI document</a>.</p>\n");
    let endpoints = operations(&document["paths"]);
    contents(&mut out, &endpoints);
    put!(out, "<h2 id=\"endpoints\">Endpoints</h2>\n");
    for endpoint in &endpoints {
        self::endpoint(&mut out, endpoint);
    }
    put!(out, "<h2 id=\"webhooks\">Webhooks</h2>\n");
    for webhook in &operations(&document["webhooks"]) {
        self::endpoint(&mut out, webhook);
    }
    put!(out, "<h2 id=\"shapes\">Shapes</h2>\n");
    for (name, schema) in object(&document["components"]["schemas"]) {
        shape(&mut out, name, schema);
    }
    problems(&mut out);
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

struct Endpoint<'a> {
    method: String,
    path: &'a str,
    operation: &'a Value,
}

/// The operations of the paths of the document, or of its webhooks.
fn operations(paths: &Value) -> Vec<Endpoint<'_>> {
    let operations = object(paths).flat_map(|(path, item)| {
        object(item)
            .filter(|(_, operation)| operation.get("responses").is_some())
            .map(move |(method, operation)| Endpoint { method: method.to_ascii_uppercase(), path, operation })
    });
    operations.collect()
}

impl Endpoint<'_> {
    fn id(&self) -> String {
        anchor(self.operation["operationId"].as_str().unwrap_or(self.path))
    }
}

fn contents(out: &mut String, endpoints: &[Endpoint<'_>]) {
    out.push_str("<nav aria-label=\"Contents\">\n<ul>\n");
    for endpoint in endpoints {
        put!(
            out,
            "<li><a href=\"#{}\">{}</a> <code>{} {}</code></li>\n",
            endpoint.id(),
            text(&endpoint.operation["summary"]),
            endpoint.method,
            escape(endpoint.path)
        );
    }
    out.push_str(
        "<li><a href=\"#webhooks\">Webhooks</a></li>\n<li><a href=\"#shapes\">Shapes</a></li>\n<li><a href=\"#problems\">Problems</a></li>\n</ul>\n</nav>\n",
    );
}

fn endpoint(out: &mut String, endpoint: &Endpoint<'_>) {
    let Endpoint { method, path, operation } = endpoint;
    put!(
        out,
        "<section aria-labelledby=\"{id}\">\n<h3 id=\"{id}\">{}</h3>\n\
         <p><span class=\"method\">{method}</span><code>{}</code></p>\n",
        text(&operation["summary"]),
        escape(path),
        id = endpoint.id(),
    );
    out.push_str(&paragraphs(operation["description"].as_str().unwrap_or_default()));
    for parameter in list(&operation["parameters"]) {
        put!(
            out,
            "<p><code>{}</code> in the {}: {}</p>\n",
            text(&parameter["name"]),
            text(&parameter["in"]),
            inline(parameter["description"].as_str().unwrap_or_default())
        );
    }
    let body = &operation["requestBody"];
    for (media, content) in object(&body["content"]) {
        put!(out, "<h4>Body: <code>{}</code></h4>\n", escape(media));
        let described = body["description"].as_str().map(inline).unwrap_or_default();
        let kind = kind_of(&content["schema"]);
        put!(out, "<p>{}</p>\n", if described.is_empty() { kind } else { described });
        if let Some(example) = content.get("example") {
            let example = serde_json::to_string_pretty(example).unwrap_or_default();
            put!(out, "<pre tabindex=\"0\">{}</pre>\n", escape(&example));
        }
    }
    responses(out, operation);
    out.push_str("</section>\n");
}

fn responses(out: &mut String, operation: &Value) {
    put!(
        out,
        "<h4>Answers</h4>\n<div class=\"wide\"><table>\n<caption>Answers of {}</caption>\n\
         <thead><tr><th scope=\"col\">Status</th><th scope=\"col\">Meaning</th><th scope=\"col\">Body</th></tr></thead>\n<tbody>\n",
        text(&operation["summary"])
    );
    for (status, response) in object(&operation["responses"]) {
        let body: Vec<String> =
            object(&response["content"]).map(|(_, content)| kind_of(&content["schema"])).collect();
        put!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>\n",
            escape(status),
            inline(response["description"].as_str().unwrap_or_default()),
            body.join(", ")
        );
    }
    out.push_str("</tbody>\n</table></div>\n");
}

fn shape(out: &mut String, name: &str, schema: &Value) {
    put!(
        out,
        "<section aria-labelledby=\"shape-{id}\">\n<h3 id=\"shape-{id}\"><code>{}</code></h3>\n",
        escape(name),
        id = anchor(name)
    );
    out.push_str(&paragraphs(schema["description"].as_str().unwrap_or_default()));
    let words = words(schema);
    if !words.is_empty() {
        put!(out, "<p>One of {words}.</p>\n");
    }
    let parts: Vec<&Value> =
        if schema.get("allOf").is_some() { list(&schema["allOf"]).collect() } else { vec![schema] };
    let fields: Vec<_> = parts
        .iter()
        .flat_map(|part| {
            let required: Vec<&str> = list(&part["required"]).filter_map(Value::as_str).collect();
            object(&part["properties"]).map(move |(field, about)| (field, about, required.contains(&field)))
        })
        .collect();
    if !fields.is_empty() {
        put!(
            out,
            "<div class=\"wide\"><table>\n<caption>Fields of {}</caption>\n<thead><tr><th scope=\"col\">Field</th>\
             <th scope=\"col\">Type</th><th scope=\"col\">Meaning</th></tr></thead>\n<tbody>\n",
            escape(name)
        );
        for (field, about, required) in fields {
            put!(
                out,
                "<tr><th scope=\"row\"><code>{}</code></th><td>{}{}{}</td><td>{}</td></tr>\n",
                escape(field),
                kind_of(about),
                limit(about),
                if required { "" } else { " <span class=\"note\">optional</span>" },
                inline(about["description"].as_str().unwrap_or_default())
            );
        }
        out.push_str("</tbody>\n</table></div>\n");
    }
    for part in parts.iter().filter(|part| part.get("$ref").is_some()) {
        put!(out, "<p>And the fields of {}.</p>\n", kind_of(part));
    }
    out.push_str("</section>\n");
}

fn problems(out: &mut String) {
    out.push_str(
        "<h2 id=\"problems\">Problems</h2>\n<p>Every error is a <a href=\"#shape-problem\"><code>Problem</code></a>; \
         its <code>type</code> leads here.</p>\n",
    );
    for kind in Kind::ALL {
        let id = kind.uri().rsplit('#').next().unwrap_or_default();
        put!(
            out,
            "<section aria-labelledby=\"{id}\">\n<h3 id=\"{id}\">{} {}</h3>\n<p>{}</p>\n</section>\n",
            kind.status().as_u16(),
            escape(kind.title()),
            inline(kind.remedy())
        );
    }
}

/// The type of a schema in a few words, with links to the schemas it refers to.
fn kind_of(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return format!("<a href=\"#shape-{}\"><code>{}</code></a>", anchor(name), escape(name));
    }
    for key in ["oneOf", "anyOf", "allOf"] {
        if schema.get(key).is_some() {
            let mut kinds: Vec<String> =
                list(&schema[key]).filter(|one| one["type"] != "null").map(kind_of).collect();
            kinds.dedup();
            return kinds.join(" or ");
        }
    }
    let named: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        several => list(several).filter_map(Value::as_str).filter(|one| *one != "null").collect(),
    };
    let kind = named.join(" or ");
    match schema["format"].as_str() {
        _ if kind == "array" => format!("array of {}", kind_of(&schema["items"])),
        Some("date-time") => "time (RFC 3339)".to_owned(),
        Some("binary") => "bytes".to_owned(),
        _ => escape(&kind),
    }
}

/// The maximum length of a text, or the maximum of a number.
fn limit(schema: &Value) -> String {
    match (&schema["maxLength"], &schema["maximum"]) {
        (Value::Number(length), _) => format!(", up to {length} characters"),
        (_, Value::Number(most)) => format!(", up to {most}"),
        _ => String::new(),
    }
}

/// The values of an enumeration.
fn words(schema: &Value) -> String {
    let words: Vec<String> = list(&schema["enum"])
        .filter_map(Value::as_str)
        .map(|word| format!("<code>{}</code>", escape(word)))
        .collect();
    words.join(", ")
}

fn text(value: &Value) -> String {
    escape(value.as_str().unwrap_or_default())
}

fn object(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
