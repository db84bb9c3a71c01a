//! What nobody can guess?

/// Makes unguessable bytes.
pub trait Random: Send + Sync {
    /// Fills `bytes` from the operating system's generator.
    fn fill(&self, bytes: &mut [u8]);
}
