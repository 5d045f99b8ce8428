//! From files to one tree: reading with care, and `extends`.

use std::path::{Path, PathBuf};

use super::{
    library,
    patch::merge,
    problem::{Place, Problem, Role, SourceText, TextId, suggest},
    tree::{self, Node, Table, Value},
};

/// The largest file.
const MAX_BYTES: u64 = 1 << 20;
/// The longest chain of `extends`.
const MAX_DEPTH: usize = 16;

/// Where a text comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    File(PathBuf),
    Shipped(&'static str),
    Given,
}

/// Texts read so far and what was wrong with them.
#[derive(Default)]
pub struct Files {
    pub texts: Vec<SourceText>,
    pub problems: Vec<Problem>,
    chain: Vec<Origin>,
}

/// Reads the text of a regular file of bearable size.
pub fn read(path: &Path) -> Result<String, Problem> {
    let shown = path.display();
    let wrong = |message: String, cure: &str| Err(Problem::error(None, message).cure(cure));
    let meta = match std::fs::metadata(path) {
        Ok(meta) => meta,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let toml = path.with_extension("toml");
            if toml.is_file() {
                return wrong(format!("there is no file {shown}"), &format!("did you mean {}?", toml.display()));
            }
            return wrong(format!("there is no file {shown}"), &suggest(&name, "shipped scenarios", &library::ids()));
        }
        Err(error) => return wrong(format!("cannot read {shown}: {error}"), "check the name and the permissions"),
    };
    if meta.is_dir() {
        return wrong(format!("{shown} is a directory"), "name a scenario file, which ends in .toml");
    }
    if !meta.is_file() {
        return wrong(format!("{shown} is not a regular file"), "name a scenario file, which ends in .toml");
    }
    if meta.len() > MAX_BYTES {
        let message = format!("{shown} is too large for a scenario: {} bytes", meta.len());
        return wrong(message, "a scenario is text of at most 1 MiB; is this the right file?");
    }
    match std::fs::read(path).map(String::from_utf8) {
        Ok(Ok(text)) => Ok(text),
        Ok(Err(error)) => {
            let line = error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1;
            wrong(
                format!("{shown}:{line} is not text in UTF-8"),
                "save the file as UTF-8 text; is this the right file?",
            )
        }
        Err(error) => wrong(format!("cannot read {shown}: {error}"), "check the name and the permissions"),
    }
}

impl Files {
    /// Parses a text and all that it extends into one tree.
    pub fn tree(&mut self, name: &str, text: &str, origin: Origin) -> Option<Table> {
        let id = TextId::try_from(self.texts.len()).unwrap_or(TextId::MAX);
        let dir = match &origin {
            Origin::File(path) => path.parent().map(Path::to_path_buf),
            Origin::Given => Path::new(name).parent().map(Path::to_path_buf),
            Origin::Shipped(_) => None,
        };
        self.texts.push(SourceText { name: name.into(), text: text.into(), role: Role::Base });
        self.chain.push(origin);
        if text.len() as u64 > MAX_BYTES {
            let message = format!("{name} is too large for a scenario: {} bytes", text.len());
            self.problems.push(Problem::error(None, message).cure("a scenario is text of at most 1 MiB"));
            return None;
        }
        if text.trim().is_empty() {
            let problem = Problem::error(None, format!("{name} is empty"));
            self.problems.push(problem.cure("start from a shipped scenario: `backchannel new my-scenario`"));
            return None;
        }
        let mut own = match tree::parse(text, id) {
            Ok(tree) => tree,
            Err(problems) => {
                self.problems.extend(problems);
                return None;
            }
        };
        let Some(index) = own.entries.iter().position(|entry| entry.key == "extends") else { return Some(own) };
        let extends = own.entries.remove(index).node;
        self.texts[usize::from(id)].role = Role::Variant;
        let mut base = self.base(&extends, dir.as_deref())?;
        merge(&mut base, own, &mut self.problems);
        Some(base)
    }

    /// The tree that an `extends` names.
    fn base(&mut self, extends: &Node, dir: Option<&Path>) -> Option<Table> {
        let at = extends.at;
        let Value::Text(name) = &extends.value else {
            return self.wrong(at, "`extends` names a file".into(), "write `extends = \"base.toml\"`");
        };
        let path = dir.unwrap_or(Path::new("")).join(name);
        let shipped = library::find(name);
        let on_disk = dir.is_some() && path.is_file();
        let origin = match shipped {
            Some((id, _)) if !on_disk => Origin::Shipped(id),
            _ => Origin::File(path.canonicalize().unwrap_or_else(|_| path.clone())),
        };
        if self.chain.contains(&origin) {
            return self.wrong(
                at,
                format!("`extends` goes in a circle: {name} comes back to itself"),
                "one of these files must stand alone",
            );
        }
        if self.chain.len() > MAX_DEPTH {
            return self.wrong(
                at,
                format!("`extends` goes through more than {MAX_DEPTH} files"),
                "extend a file nearer to the base",
            );
        }
        match (&origin, shipped) {
            (Origin::Shipped(id), Some((_, text))) => self.tree(&format!("{id}.toml"), text, origin.clone()),
            _ => match read(&path) {
                Ok(text) => {
                    self.tree(&path.display().to_string(), &text, Origin::File(path.canonicalize().unwrap_or(path)))
                }
                Err(problem) => {
                    self.problems.push(Problem { place: Some(at), ..problem });
                    None
                }
            },
        }
    }

    fn wrong<T>(&mut self, at: Place, message: String, cure: &str) -> Option<T> {
        self.problems.push(Problem::error(Some(at), message).cure(cure));
        None
    }
}
