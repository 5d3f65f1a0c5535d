//! A mapping as the JSON file that the command line takes: its keys in the order of the documentation,
//! without those that are as by default, and rules as short as they can be written.

use serde_json::Value;

use super::Mapping;

/// The keys in their order.
const KEYS: [&str; 14] = [
    "source",
    "delimiter",
    "encoding",
    "header",
    "columns",
    "optional_columns",
    "skip_lines",
    "line_prefix",
    "key",
    "rows",
    "time_zone",
    "time_formats",
    "duration_formats",
    "fields",
];

pub(super) fn of(mapping: &Mapping) -> String {
    let value = serde_json::to_value(mapping).unwrap_or_default();
    let default = serde_json::to_value(Mapping::default()).unwrap_or_default();
    let members = KEYS.into_iter().filter(|key| value[key] != default[key]).map(|key| {
        let value = if key == "fields" { with_short_rules(&value[key]) } else { value[key].clone() };
        let text = serde_json::to_string_pretty(&value).unwrap_or_default();
        format!("  \"{key}\": {}", text.replace('\n', "\n  "))
    });
    format!("{{\n{}\n}}\n", members.collect::<Vec<_>>().join(",\n"))
}

/// A list of one choice is that choice, and a choice that has only a column is that column.
fn with_short_rules(fields: &Value) -> Value {
    let short = |choice: &Value| match choice.as_object() {
        Some(parts) if parts.len() == 1 => parts.get("column").unwrap_or(choice).clone(),
        _ => choice.clone(),
    };
    let rule = |rule: &Value| match rule.as_array().map(Vec::as_slice) {
        Some([choice]) => short(choice),
        Some(choices) => choices.iter().map(short).collect(),
        None => rule.clone(),
    };
    let fields = fields.as_object().into_iter().flatten();
    Value::Object(fields.map(|(name, value)| (name.clone(), rule(value))).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::csv_mapping::{Mapping, three_cx};

    #[test]
    fn what_is_as_by_default_is_left_out() {
        let json = r#"{
  "source": "suite",
  "key": [
    "Call ID"
  ],
  "fields": {
    "channel": {
      "value": "voice"
    },
    "direction": {
      "column": "Type",
      "values": {
        "In": "inbound",
        "Internal": null
      }
    },
    "ended_at": "End",
    "queue": [
      "Queue",
      {
        "value": "Sem fila"
      }
    ],
    "queued_at": {
      "columns": [
        "Date",
        "Time"
      ]
    }
  }
}
"#;
        assert_eq!(Mapping::parse(json).expect("a mapping").to_json(), json);
    }

    #[test]
    fn the_mapping_of_3cx_is_read_again_as_it_was() {
        let mapping = three_cx::mapping(three_cx::Order::Standard, &BTreeMap::new()).expect("a mapping");
        assert_eq!(Mapping::parse(&mapping.to_json()), Ok(mapping));
    }
}
