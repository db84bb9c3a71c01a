//! Who decides at the authorization page.

/// What happens when a person is sent to an authorization page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Acting {
    /// The page is shown, and the person chooses.
    #[default]
    ByPerson,
    /// The first user allows every valid request at once, without a page.
    Allow,
    /// Every valid request is denied at once, without a page.
    Deny,
    /// The page is shown again whatever is chosen: nobody is ever sent back.
    Never,
}
