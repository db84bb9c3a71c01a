//! The recipes that come with the program.

use dialkey_core::domain::{
    recipe::{Recipe, RecipeError},
    recipes::Recipes,
};
use include_dir::{Dir, include_dir};

static RECIPES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../recipes");

/// A recipe that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {source}")]
pub struct UnusableRecipe {
    /// Its file.
    pub file: String,
    /// What is wrong with it.
    pub source: RecipeError,
}

/// Reads every recipe that comes with the program.
pub fn read_recipes() -> Result<Recipes, UnusableRecipe> {
    let is_recipe =
        |file: &&include_dir::File<'_>| file.path().extension().is_some_and(|extension| extension == "toml");
    let recipes = RECIPES.files().filter(is_recipe).map(|file| {
        let text = file.contents_utf8().unwrap_or_default();
        Recipe::parse(text).map_err(|source| UnusableRecipe { file: file.path().display().to_string(), source })
    });
    recipes.collect::<Result<_, _>>().map(Recipes::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_recipe_that_comes_along_is_read_and_named_like_its_file() {
        let recipes = read_recipes().unwrap();
        assert!(recipes.all().iter().count() > 0, "there must be recipes");
        for recipe in recipes.all() {
            assert!(RECIPES.get_file(format!("{}.toml", recipe.id)).is_some(), "{} is in another file", recipe.id);
        }
    }
}
