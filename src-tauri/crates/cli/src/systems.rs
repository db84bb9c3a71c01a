//! The phone systems, their ways and their fields.

use std::fmt::Write as _;

use dialkey_core::domain::{field::Field, recipes::Recipes, system::SystemView};

use crate::{arguments::SystemsArguments, failure::Failure, output::print};

pub(crate) fn run(arguments: &SystemsArguments) -> Result<(), Failure> {
    let recipes = read_recipes()?;
    let systems: Vec<SystemView> = recipes.all().iter().map(dialkey_core::domain::recipe::Recipe::to_view).collect();
    let text = if arguments.json {
        serde_json::to_string_pretty(&systems).unwrap_or_default() + "\n"
    } else {
        systems.iter().map(describe).collect::<Vec<_>>().join("\n")
    };
    print(&text)
}

/// The recipes that come with the program.
pub(crate) fn read_recipes() -> Result<Recipes, Failure> {
    dialkey_adapters::recipes::read_recipes()
        .map_err(|error| Failure::bad_input(format!("A recipe that comes with the program cannot be used: {error}.")))
}

/// What is used where nothing is given. A redirect address has to be the same in every run, since it is registered.
pub(crate) fn default_of(system: &str, field: &Field) -> Option<String> {
    field.default.as_ref().map(|default| default.replace("{connection}", &format!("cli-{system}")))
}

fn describe(system: &SystemView) -> String {
    let mut text = format!("{}  {} · {}\n", system.id, system.name, system.summary);
    for way in &system.ways {
        let _ = writeln!(text, "  --way {}  {}: {}", way.id, way.name, way.summary);
        for warning in way.retired.iter().chain(&way.warnings) {
            let _ = writeln!(text, "    Note: {warning}");
        }
        for field in &way.fields {
            let option = if field.kind.is_secret() { "--secret" } else { "--set" };
            let optional = if field.optional { ", optional" } else { "" };
            let default =
                default_of(&system.id, field).map(|default| format!(", otherwise {default}")).unwrap_or_default();
            let _ = writeln!(text, "    {option} {}=  {}{optional}{default}", field.key, field.label);
        }
    }
    text
}
