//! The phone systems that are known.

use super::recipe::Recipe;

/// Recipes in the order they are shown: by name, those for unlisted systems last.
#[derive(Debug, Default)]
pub struct Recipes(Vec<Recipe>);

impl Recipes {
    /// Puts the recipes into order.
    pub fn new(mut recipes: Vec<Recipe>) -> Self {
        recipes.sort_by_key(|recipe| (recipe.generic, recipe.name.to_lowercase()));
        Self(recipes)
    }

    /// The recipe of this name.
    pub fn find(&self, id: &str) -> Option<&Recipe> {
        self.0.iter().find(|recipe| recipe.id == id)
    }

    /// All of them, in order.
    pub fn all(&self) -> &[Recipe] {
        &self.0
    }
}
