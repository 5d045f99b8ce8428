//! stub while merging
pub fn text() -> String {
    String::new()
}
